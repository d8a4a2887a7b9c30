package dev.pixio.onnx.runtime;

/**
 * Everything that an exported encoder says of a batch of images, row after row.
 *
 * @param classTokens float {@code [batch, K, D]}
 * @param patchTokens float {@code [batch, N, D]}, patches in row order
 * @param pooled float {@code [batch, D]}
 */
@SuppressWarnings("ArrayRecordComponent") // as they come from the runtime; nobody compares these by equals
public record OnnxTokens(float[] classTokens, float[] patchTokens, float[] pooled) {}
