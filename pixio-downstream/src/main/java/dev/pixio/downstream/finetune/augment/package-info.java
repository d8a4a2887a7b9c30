/**
 * Strong augmentation of images for classification, as timm has it: RandAugment and random erasing. The view of an image and the random
 * stream of its place in an epoch come in; another view goes out.
 */
@NullMarked
package dev.pixio.downstream.finetune.augment;

import org.jspecify.annotations.NullMarked;
