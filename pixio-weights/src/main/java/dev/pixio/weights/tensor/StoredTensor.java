package dev.pixio.weights.tensor;

import dev.pixio.weights.tensor.MappedFile.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The description of a tensor in a checkpoint: the elements of a storage. It is untrusted until {@link #check}.
 *
 * @param storage of its elements
 * @param dtype of its elements
 * @param offset of its first element in the storage, in elements
 * @param shape its lengths
 * @param strides of each dimension, in elements
 */
public record StoredTensor(Storage storage, Dtype dtype, long offset, List<Long> shape, List<Long> strides) {

    /**
     * A range of bytes that one or more tensors use.
     *
     * @param key its name in the file
     * @param bytes its declared size
     */
    public record Storage(String key, long bytes) {}

    /**
     * Checks that all elements are within the storage and none overlap. Then no copy of the tensor is larger than its storage.
     *
     * @param what is checked, for the message
     * @param span of the storage in the file
     */
    public void check(String what, Span span) throws WeightsException {
        if (span.bytes() < storage.bytes()) {
            throw new WeightsException(
                    what + " needs a storage of " + storage.bytes() + " bytes; the file has " + span.bytes());
        }
        if (shape.size() != strides.size() || offset < 0 || strides.stream().anyMatch(stride -> stride < 0)) {
            throw new WeightsException(what + " has a shape " + shape + " that does not match its strides " + strides
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
        long last = 0; // largest offset over the dimensions so far
        try {
            for (int dimension : dimensions) {
                if (strides.get(dimension) <= last) {
                    throw new WeightsException(what + " of shape " + shape + " and strides " + strides
                            + " has overlapping elements; save its clone()");
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
