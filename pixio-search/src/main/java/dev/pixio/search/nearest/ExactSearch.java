package dev.pixio.search.nearest;

import dev.pixio.embed.EncoderThread;
import dev.pixio.search.IndexException;
import dev.pixio.torch.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Finds the nearest rows by the product of the matrix with the query, by libtorch. Thread-safe:
 * products are computed one at a time, on a thread of its own with all threads of libtorch.
 */
public final class ExactSearch implements AutoCloseable {

    private final EncoderThread thread = new EncoderThread();

    /**
     * The nearest rows of a range.
     *
     * @param matrix with the rows
     * @param query of length 1, or 0
     * @param from first row
     * @param to row after the last
     * @param count number of rows wanted
     * @return in the order of {@link Neighbour#ORDER}
     * @throws IndexException in one line: the matrix is damaged
     */
    public List<Neighbour> nearest(VectorMatrix matrix, float[] query, int from, int to, int count)
            throws IndexException {
        return nearest(matrix, List.of(query), from, to, count).get(0);
    }

    /**
     * The nearest rows of a range to each of several queries, in one product.
     *
     * @return for each query as {@link #nearest(VectorMatrix, float[], int, int, int)}
     */
    public List<List<Neighbour>> nearest(VectorMatrix matrix, List<float[]> queries, int from, int to, int count)
            throws IndexException {
        matrix.verify();
        float[] values = new float[queries.size() * matrix.dimension()];
        for (int i = 0; i < queries.size(); i++) {
            System.arraycopy(queries.get(i), 0, values, i * matrix.dimension(), matrix.dimension());
        }
        List<List<Neighbour>> found = thread.compute(() -> {
            List<List<Neighbour>> all = new ArrayList<>();
            queries.forEach(query -> all.add(new ArrayList<>()));
            for (int start = from; start < to; ) {
                int end = Math.min(to, (start / matrix.segmentRows() + 1) * matrix.segmentRows());
                search(matrix, values, start, end, count, all);
                start = end;
            }
            return all;
        });
        for (List<Neighbour> each : found) {
            if (each.stream().anyMatch(neighbour -> !Float.isFinite(neighbour.similarity()))) {
                throw new IndexException("the index has a vector that is not finite: make it again");
            }
            each.sort(Neighbour.ORDER);
            each.subList(Math.min(count, each.size()), each.size()).clear();
        }
        return found;
    }

    /** The nearest rows of one segment. */
    private static void search(
            VectorMatrix matrix, float[] queries, int from, int to, int count, List<List<Neighbour>> found) {
        int number = found.size();
        int best = Math.min(count, to - from);
        long offset = (long) (from % matrix.segmentRows()) * matrix.dimension();
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            FloatPointer first = new FloatPointer(matrix.segment(from / matrix.segmentRows())).getPointer(offset);
            Tensor rows = torch.from_blob(first, to - from, matrix.dimension()); // [rows, D], not copied
            Tensor wanted = Tensors.of(queries, number, matrix.dimension()); // [Q, D]
            Tensor products = number == 1
                    ? rows.mv(wanted.select(0, 0)).unsqueeze(0)
                    : torch.matmul(wanted, rows.t()); // [Q, rows]
            T_TensorTensor_T top = torch.topk(products, best);
            float[] similarities = Tensors.toFloats(top.get0());
            long[] places = Tensors.toLongs(top.get1());
            for (int query = 0; query < number; query++) {
                for (int i = query * best; i < (query + 1) * best; i++) {
                    found.get(query).add(new Neighbour(from + (int) places[i], similarities[i]));
                }
            }
        }
    }

    @Override
    public void close() {
        thread.close();
    }
}
