package dev.pixio.weights.tensor;

import dev.pixio.weights.tensor.MappedFile.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What a checkpoint says of a tensor: which elements of which storage. Nothing of it is believed before {@link #check}.
 *
 * @param storage whose bytes it looks at
 * @param dtype of its elements
 * @param offset of its first element in the storage
 * @param shape its lengths
 * @param strides the distance of neighbours along each dimension, in elements
 */
public record StoredTensor(Storage storage, Dtype dtype, long offset, List<Long> shape, List<Long> strides) {

    /**
     * A run of bytes that tensors share.
     *
     * @param key its name in the file
     * @param bytes how many it should have
     */
    public record Storage(String key, long bytes) {}

    /**
     * Checks that every element lies in the storage, and none over another: then the tensor is no larger than its storage,
     * whatever is done with it.
     *
     * @param span where the storage lies in the file
     */
    public void check(String what, Span span) throws WeightsException {
        if (span.bytes() < storage.bytes()) {
            throw new WeightsException(what + " lies in a storage that should have " + storage.bytes()
                    + " bytes; the file has " + span.bytes());
        }
        if (shape.size() != strides.size() || offset < 0 || strides.stream().anyMatch(stride -> stride < 0)) {
            throw new WeightsException(what + " has a shape " + shape + " that does not go with its strides " + strides
                    + " and offset " + offset);
        }
        if (dtype.byteSize(shape) < 0) {
            throw new WeightsException(what + " has an impossible shape " + shape);
        }
        if (!shape.contains(0L)) {
            requireInside(what, storage.bytes() / dtype.bytes());
        }
    }

    private void requireInside(String what, long elements) throws WeightsException {
        List<Integer> dimensions = new ArrayList<>();
        for (int i = 0; i < shape.size(); i++) {
            if (shape.get(i) > 1) {
                dimensions.add(i);
            }
        }
        dimensions.sort(Comparator.comparing(strides::get));
        long last = 0; // the furthest element of the dimensions so far
        try {
            for (int dimension : dimensions) {
                if (strides.get(dimension) <= last) {
                    throw new WeightsException(what + " of shape " + shape + " and strides " + strides
                            + " has elements that lie over each other; save its clone()");
                }
                last = Math.addExact(last, Math.multiplyExact(shape.get(dimension) - 1, strides.get(dimension)));
            }
            last = Math.addExact(last, offset);
        } catch (ArithmeticException overflow) {
            last = Long.MAX_VALUE;
        }
        if (last >= elements) {
            throw new WeightsException(what + " of shape " + shape + ", strides " + strides + " and offset " + offset
                    + " reaches beyond its storage of " + elements + " elements");
        }
    }
}
