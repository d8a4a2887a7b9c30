/**
 * Help outside of the program: completion of shells and pages of the manual. The commands with their options come in; scripts of
 * bash, zsh and fish and pages in roff go out.
 */
@NullMarked
package dev.pixio.cli.shell;

import org.jspecify.annotations.NullMarked;
