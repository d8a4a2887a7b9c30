package dev.pixio.downstream.train;

import dev.pixio.downstream.feature.BlockTokens;
import org.bytedeco.pytorch.Tensor;

/**
 * What a head is trained on in a step.
 *
 * @param tokens of the images, on the device
 * @param truth labels or depths of any dtype, {@code [B, H, W]}, on the device
 */
record HeadBatch(BlockTokens tokens, Tensor truth) {}
