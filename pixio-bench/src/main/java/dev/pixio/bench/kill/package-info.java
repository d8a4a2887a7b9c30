/**
 * Kills processes of trainings and of exports of features at random moments. The number of kills comes in; a comparison of
 * what the last process finished with the result of an undisturbed one goes out.
 */
@NullMarked
package dev.pixio.bench.kill;

import org.jspecify.annotations.NullMarked;
