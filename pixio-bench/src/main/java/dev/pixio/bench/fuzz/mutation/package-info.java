/**
 * Changes of files: of their bytes, and of the structure of JSON, YAML, safetensors, zip, pickle and logs of features. A valid
 * file and a random generator come in; a file that is damaged or lies about its content goes out.
 */
@NullMarked
package dev.pixio.bench.fuzz.mutation;

import org.jspecify.annotations.NullMarked;
