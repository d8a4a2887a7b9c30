/**
 * Evaluation of encoders by heads. Encoders and samples come in; for each encoder the measures of several seeds go out, as a
 * table and as JSON, beside those of an untrained encoder.
 */
@NullMarked
package dev.pixio.downstream.evaluate;

import org.jspecify.annotations.NullMarked;
