/**
 * The command line: {@link dev.pixio.cli.Main} assembles the commands and loads the native libraries. Arguments come
 * in; an exit code goes out: 0 done, 1 failed, 2 wrong usage, 130 interrupted. Modules add commands through {@link
 * dev.pixio.cli.Subcommand}.
 */
@NullMarked
package dev.pixio.cli;

import org.jspecify.annotations.NullMarked;
