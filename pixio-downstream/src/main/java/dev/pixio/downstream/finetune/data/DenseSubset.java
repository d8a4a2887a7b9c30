package dev.pixio.downstream.finetune.data;

import dev.pixio.downstream.data.DenseSample;
import dev.pixio.downstream.data.DenseSource;
import dev.pixio.image.raster.ImageInput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Some samples of a source.
 *
 * @param whole the source
 * @param samples their indices, ascending
 * @param use what they are for, such as "validation"
 */
@SuppressWarnings("ArrayRecordComponent") // not changed
public record DenseSubset(DenseSource whole, int[] samples, String use) implements DenseSource {

    @Override
    public int size() {
        return samples.length;
    }

    @Override
    public String name(int index) {
        return whole.name(samples[index]);
    }

    @Override
    public DenseSample read(int index) throws IOException {
        return whole.read(samples[index]);
    }

    @Override
    public DenseSubset withInput(ImageInput input) {
        return new DenseSubset(whole.withInput(input), samples, use);
    }

    @Override
    public String description() {
        return samples.length + " of " + whole.description() + ", for " + use;
    }

    @Override
    public String fingerprint() {
        return whole.fingerprint() + " " + Integer.toHexString(Arrays.hashCode(samples));
    }
}
