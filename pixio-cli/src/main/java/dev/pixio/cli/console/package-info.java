/**
 * What all commands print and how they end: the status line, messages, errors, signals. Progress and failures come in;
 * lines on a terminal or in a log go out. Nothing here knows a command.
 */
@NullMarked
package dev.pixio.cli.console;

import org.jspecify.annotations.NullMarked;
