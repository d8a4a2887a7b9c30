/**
 * What a person types. In come arguments, out go words on a terminal, files where they were asked for, and an exit code: 0
 * done, 1 failed, 2 bad usage, 130 interrupted. Nothing here computes; it asks the wings below.
 */
@NullMarked
package dev.pixio.cli;

import org.jspecify.annotations.NullMarked;
