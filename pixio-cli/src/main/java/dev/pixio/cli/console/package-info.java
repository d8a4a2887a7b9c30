/**
 * Output and exit of all commands: status line, messages, errors, signals. Progress and failures come in; lines on a
 * terminal or in a log, and exit codes, go out. The package depends on no command.
 */
@NullMarked
package dev.pixio.cli.console;

import org.jspecify.annotations.NullMarked;
