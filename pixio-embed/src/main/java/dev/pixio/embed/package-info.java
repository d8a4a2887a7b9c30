/**
 * Pictures in, features out. In come an encoder's weights and pictures of any size, as files, folders or decoded; out go
 * numbers, to the caller or to a file that other tools read. Nothing here learns, or knows how the weights were made.
 */
@NullMarked
package dev.pixio.embed;

import org.jspecify.annotations.NullMarked;
