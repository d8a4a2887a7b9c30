package dev.pixio.eval.features;

import org.bytedeco.pytorch.Tensor;

/**
 * The features of a batch of images and of their patches.
 *
 * @param vectors float {@code [B, D]}, as {@link FeatureExtractor#embed} computes them
 * @param patches float {@code [B, N, E]}, patches in row order
 */
public record ImageTokens(Tensor vectors, Tensor patches) {}
