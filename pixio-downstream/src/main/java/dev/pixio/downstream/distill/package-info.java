/**
 * Distillation: students learn the tokens of a frozen teacher on images without labels (arXiv 2512.15715). A teacher, images and shapes of
 * students come in; ordinary encoders go out.
 */
@NullMarked
package dev.pixio.downstream.distill;

import org.jspecify.annotations.NullMarked;
