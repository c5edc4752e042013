#ifndef SEGSH_CEDITLINE_H
#define SEGSH_CEDITLINE_H

#include <histedit.h>
#include <stddef.h>
#include <wchar.h>

/* Fixed-arity doors to the variadic calls of libedit, and the little that a signal handler may
   touch. Everything else lives in Swift. */

typedef unsigned char (*segsh_command)(EditLine *editor, int key);
typedef int (*segsh_reader)(EditLine *editor, wchar_t *key);
typedef wchar_t *(*segsh_prompt)(EditLine *editor);

/* The editor on standard input, output and error; NULL when it cannot start. */
EditLine *segsh_editor_start(const char *program);
void segsh_editor_use(EditLine *editor, void *owner, HistoryW *history, segsh_reader reader,
    segsh_prompt prompt);
/* What `segsh_editor_use` was given as owner. */
void *segsh_editor_owner(EditLine *editor);
/* Names a command for `segsh_bind`; `name` must outlive the editor. */
int segsh_add_command(EditLine *editor, const wchar_t *name, segsh_command command);
/* Binds a key, in the notation of editrc(5), in both key maps. */
int segsh_bind(EditLine *editor, const char *key, const char *command);
/* Makes one key short for another, in both key maps. */
int segsh_bind_synonym(EditLine *editor, const char *key, const char *other);
/* While editing no key makes a signal, and neither newlines nor flow control are translated. */
void segsh_raw_keys(EditLine *editor);
void segsh_enable_editing(EditLine *editor);
/* 1 puts the terminal in editing mode, 0 in its own. */
void segsh_prepare_terminal(EditLine *editor, int editing);
/* Draws prompt and buffer afresh from the row the cursor is on. */
void segsh_redraw(EditLine *editor);
/* Writes to standard output past libedit, in order with what it wrote. */
void segsh_put(const char *text);

HistoryW *segsh_history_start(int size);
int segsh_history_enter(HistoryW *history, const wchar_t *entry);

/* Takes the character set of the environment, else UTF-8; 1 when it is UTF-8. */
int segsh_prepare_locale(void);
/* Size of the terminal behind a descriptor, 0 when unknown. */
int segsh_terminal_columns(int descriptor);
int segsh_terminal_rows(int descriptor);

/* Ctrl-C: from `catch` to `release` SIGINT only sets a flag. Calls nest. */
void segsh_catch_interrupts(void);
void segsh_release_interrupts(void);
int segsh_interrupted(void);
void segsh_clear_interrupt(void);

/* SIGWINCH sets a flag from the first call on; `segsh_take_resize` reads and clears it. */
void segsh_catch_resizes(void);
int segsh_take_resize(void);

/* From 1 to 0, a signal that ends the process first gives the terminal back as it was at 1. */
void segsh_guard_terminal(int guarded, int pastes_marked);

#endif
