package dev.pixio.onnx.runtime;

/**
 * The outputs of an exported encoder for a batch of images, in row-major order.
 *
 * @param classTokens float {@code [batch, K, D]}
 * @param patchTokens float {@code [batch, N, D]}, patches in row order
 * @param pooled float {@code [batch, D]}
 */
@SuppressWarnings("ArrayRecordComponent") // the arrays of the runtime, not copied; not compared by equals
public record OnnxTokens(float[] classTokens, float[] patchTokens, float[] pooled) {}
