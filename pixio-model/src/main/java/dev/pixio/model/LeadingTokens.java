package dev.pixio.model;

import dev.pixio.torch.Tensors;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The learned tokens that stand before the patches of each image: class tokens, then registers.
 *
 * @param classes without their positions, float {@code [1, K, D]}
 * @param registers float {@code [1, R, D]}; empty if there are none. They have no positions
 */
record LeadingTokens(Tensor classes, Optional<Tensor> registers) {

    /** New tokens on the CPU, all zero. */
    static LeadingTokens zeros(int classTokens, int registers, int width) {
        return new LeadingTokens(
                Tensors.zeros(ScalarType.Float, 1, classTokens, width),
                registers == 0 ? Optional.empty() : Optional.of(Tensors.zeros(ScalarType.Float, 1, registers, width)));
    }

    /** How many there are, {@code K + R}. */
    int count() {
        return Math.toIntExact(
                classes.size(1) + registers.map(tokens -> tokens.size(1)).orElse(0L));
    }

    /**
     * Puts these tokens before the patches of each image.
     *
     * @param patches with their positions, float {@code [B, N, D]}
     * @param classPositions added to the class tokens, float {@code [1, K, D]}; empty if positions are rotary
     * @return float {@code [B, K + R + N, D]}
     */
    Tensor before(Tensor patches, Optional<Tensor> classPositions) {
        long images = patches.size(0);
        Tensor first = classPositions.map(classes::add).orElse(classes).expand(images, -1, -1); // [B, K, D]
        return registers
                .map(tokens -> torch.cat(new TensorVector(first, tokens.expand(images, -1, -1), patches), 1))
                .orElseGet(() -> torch.cat(new TensorVector(first, patches), 1));
    }

    /** The class tokens of all tokens of images: {@code [B, K + R + N, D]} to {@code [B, K, D]}. */
    Tensor classesOf(Tensor tokens) {
        return tokens.narrow(1, 0, classes.size(1));
    }

    /** The patches of all tokens of images: {@code [B, K + R + N, D]} to {@code [B, N, D]}. */
    Tensor patchesOf(Tensor tokens) {
        return tokens.narrow(1, count(), tokens.size(1) - count());
    }

    /** All tokens of images but the registers: {@code [B, K + R + N, D]} to {@code [B, K + N, D]}. */
    Tensor withoutRegisters(Tensor tokens) {
        return registers.isEmpty() ? tokens : torch.cat(new TensorVector(classesOf(tokens), patchesOf(tokens)), 1);
    }
}
