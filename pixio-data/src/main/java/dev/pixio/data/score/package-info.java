/**
 * Which images to train on. Images come in, and their scores go out: size, entropy of the colours, digest and perceptual hash. A file of
 * scores and rules come in, and a source of the images that the rules keep goes out, with the reasons for the others.
 */
@NullMarked
package dev.pixio.data.score;

import org.jspecify.annotations.NullMarked;
