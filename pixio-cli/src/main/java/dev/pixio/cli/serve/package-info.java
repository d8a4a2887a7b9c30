/**
 * The command {@code serve}. Weights come in; features and predictions go out by HTTP until a signal ends the process, which answers
 * what is queued.
 */
@NullMarked
package dev.pixio.cli.serve;

import org.jspecify.annotations.NullMarked;
