/**
 * Linear probes of dense features: segmentation and depth of built-in scenes from frozen patch tokens. An encoder and
 * scenes come in; mIoU and depth accuracy go out, beside an untrained encoder, raw pixels and guessing. No weight of the
 * encoder is changed.
 */
@NullMarked
package dev.pixio.eval.dense;

import org.jspecify.annotations.NullMarked;
