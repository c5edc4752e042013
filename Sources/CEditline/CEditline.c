#include "CEditline.h"

#include <langinfo.h>
#include <locale.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

EditLine *segsh_editor_start(const char *program) {
  EditLine *editor = el_init(program, stdin, stdout, stderr);
  if (editor == NULL) return NULL;
  el_wset(editor, EL_SIGNAL, 0);
  el_wset(editor, EL_EDITOR, L"emacs");
  return editor;
}

void *segsh_editor_owner(EditLine *editor) {
  void *owner = NULL;
  el_wget(editor, EL_CLIENTDATA, &owner);
  return owner;
}

void segsh_editor_use(EditLine *editor, void *owner, HistoryW *history, segsh_reader reader,
    segsh_prompt prompt) {
  el_wset(editor, EL_CLIENTDATA, owner);
  el_wset(editor, EL_HIST, history_w, history);
  el_wset(editor, EL_GETCFN, reader);
  el_wset(editor, EL_PROMPT, prompt);
}

int segsh_add_command(EditLine *editor, const wchar_t *name, segsh_command command) {
  return el_wset(editor, EL_ADDFN, name, name, command);
}

int segsh_bind(EditLine *editor, const char *key, const char *command) {
  const char *main_map[] = {"bind", key, command, NULL};
  const char *alternative_map[] = {"bind", "-a", key, command, NULL};
  int failed = el_parse(editor, 3, main_map) != 0;
  return el_parse(editor, 4, alternative_map) != 0 || failed ? -1 : 0;
}

int segsh_bind_synonym(EditLine *editor, const char *key, const char *other) {
  const char *main_map[] = {"bind", "-s", key, other, NULL};
  const char *alternative_map[] = {"bind", "-a", "-s", key, other, NULL};
  int failed = el_parse(editor, 4, main_map) != 0;
  return el_parse(editor, 5, alternative_map) != 0 || failed ? -1 : 0;
}

void segsh_raw_keys(EditLine *editor) {
  const char *arguments[] = {"setty", "-d", "-isig", "-inlcr", "-icrnl", "-ixon", NULL};
  el_parse(editor, 6, arguments);
}

void segsh_enable_editing(EditLine *editor) { el_wset(editor, EL_EDITMODE, 1); }

void segsh_prepare_terminal(EditLine *editor, int editing) {
  el_wset(editor, EL_PREP_TERM, editing);
}

void segsh_redraw(EditLine *editor) { el_wset(editor, EL_REFRESH); }

void segsh_put(const char *text) {
  fputs(text, stdout);
  fflush(stdout);
}

HistoryW *segsh_history_start(int size) {
  HistoryW *history = history_winit();
  if (history == NULL) return NULL;
  HistEventW event;
  history_w(history, &event, H_SETSIZE, size);
  history_w(history, &event, H_SETUNIQUE, 1);
  return history;
}

int segsh_history_enter(HistoryW *history, const wchar_t *entry) {
  HistEventW event;
  return history_w(history, &event, H_ENTER, entry);
}

static int locale_is_utf8(void) {
  const char *codeset = nl_langinfo(CODESET);
  return codeset != NULL && (strcmp(codeset, "UTF-8") == 0 || strcmp(codeset, "utf8") == 0);
}

int segsh_prepare_locale(void) {
  static const char *const names[] = {"", "C.UTF-8", "en_US.UTF-8"};
  for (size_t index = 0; index < sizeof names / sizeof names[0]; index++)
    if (setlocale(LC_CTYPE, names[index]) != NULL && locale_is_utf8()) return 1;
  setlocale(LC_CTYPE, "");
  return 0;
}

int segsh_terminal_columns(int descriptor) {
  struct winsize size;
  return ioctl(descriptor, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

int segsh_terminal_rows(int descriptor) {
  struct winsize size;
  return ioctl(descriptor, TIOCGWINSZ, &size) == 0 ? size.ws_row : 0;
}

static atomic_int interrupted;
static atomic_int resized;
static int catch_depth;
static struct sigaction interrupt_before;

static void install(int number, void (*handler)(int), struct sigaction *before) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART | SA_ONSTACK;
  sigemptyset(&action.sa_mask);
  sigaction(number, &action, before);
}

static void note_interrupt(int number) {
  (void)number;
  atomic_store(&interrupted, 1);
}

void segsh_catch_interrupts(void) {
  /* A parent may have left it blocked; then Ctrl-C would never arrive. */
  sigset_t wanted;
  sigemptyset(&wanted);
  sigaddset(&wanted, SIGINT);
  pthread_sigmask(SIG_UNBLOCK, &wanted, NULL);
  if (catch_depth++ == 0) install(SIGINT, note_interrupt, &interrupt_before);
}

void segsh_release_interrupts(void) {
  if (--catch_depth == 0) sigaction(SIGINT, &interrupt_before, NULL);
}

int segsh_interrupted(void) { return atomic_load(&interrupted); }

void segsh_clear_interrupt(void) { atomic_store(&interrupted, 0); }

static void note_resize(int number) {
  (void)number;
  atomic_store(&resized, 1);
}

void segsh_catch_resizes(void) { install(SIGWINCH, note_resize, NULL); }

int segsh_take_resize(void) { return atomic_exchange(&resized, 0); }

static const int fatal_signals[] = {
  SIGHUP, SIGTERM, SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV,
};
enum { fatal_count = sizeof fatal_signals / sizeof fatal_signals[0] };
static struct sigaction fatal_before[fatal_count];
static struct termios terminal_before;
static int terminal_guarded;
static int paste_marks;

/* Only async-signal-safe calls. The handler found before is put back, so returning lets a fault
   happen again and `raise` deliver again, now to that handler. */
static void give_terminal_back(int number) {
  tcsetattr(STDIN_FILENO, TCSANOW, &terminal_before);
  if (paste_marks && write(STDOUT_FILENO, "\033[?2004l\r\n", 10) < 0) paste_marks = 0;
  for (int index = 0; index < fatal_count; index++)
    if (fatal_signals[index] == number) sigaction(number, &fatal_before[index], NULL);
  raise(number);
}

void segsh_guard_terminal(int guarded, int pastes_marked) {
  if (guarded == terminal_guarded) return;
  paste_marks = pastes_marked;
  if (guarded && tcgetattr(STDIN_FILENO, &terminal_before) != 0) return;
  for (int index = 0; index < fatal_count; index++) {
    if (guarded) {
      sigaction(fatal_signals[index], NULL, &fatal_before[index]);
      if (fatal_before[index].sa_handler != SIG_IGN)
        install(fatal_signals[index], give_terminal_back, NULL);
    } else {
      sigaction(fatal_signals[index], &fatal_before[index], NULL);
    }
  }
  terminal_guarded = guarded;
}
