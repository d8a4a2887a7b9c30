/**
 * Output and exit of all commands: status line, messages, errors, signals. Progress and failures come in; lines on a
 * terminal or in a log, and exit codes, go out. The package depends on no command.
 *
 * <p>The status line is written here because a library for progress bars adds a terminal library and a thread for one
 * line, and does not append lines with a lower frequency where the output is a file.
 */
@NullMarked
package dev.pixio.cli.console;

import org.jspecify.annotations.NullMarked;
