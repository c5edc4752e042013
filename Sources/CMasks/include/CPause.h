#ifndef SEGSH_CPAUSE_H
#define SEGSH_CPAUSE_H

/* Tells the processor that a thread waits in a loop: it then leaves more of a core that two threads
   share to the other one, and leaves the loop faster. */
static inline void segsh_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

#endif
