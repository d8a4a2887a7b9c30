package dev.pixio.eval.probe;

import dev.pixio.augment.Augmentation;
import dev.pixio.data.JpegScaling;
import dev.pixio.data.LabelledSource;
import dev.pixio.data.loader.Batch;
import dev.pixio.data.loader.BatchLoader;
import dev.pixio.data.loader.LoaderOptions;
import dev.pixio.data.loader.ViewReader;
import dev.pixio.embed.BatchEmbedder;
import dev.pixio.eval.features.FeatureTable;
import dev.pixio.torch.Tensors;
import dev.pixio.torch.group.BatchWork;
import dev.pixio.torch.group.DividedTask;
import dev.pixio.torch.group.ProcessGroup;
import java.io.IOException;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import tools.jackson.databind.json.JsonMapper;

/**
 * Labelled images that are decoded once, for all probes of a run. An unreadable image is replaced, as in training. Each
 * process of a group has the images whose features it computes. It owns native memory; close it.
 */
final class ProbeImages implements AutoCloseable {

    private static final int BATCH = 64;

    private final DividedTask task;
    private final Tensor images; // [N, C, H, W] on the CPU; those of other processes are zero
    private final int[] labels;
    private final List<String> classes;

    /**
     * @param view converts images to the input of the encoder; not random
     * @param task divides the batches among processes, all of which call this
     */
    ProbeImages(LabelledSource source, Augmentation view, DividedTask task) throws IOException {
        this.task = task;
        this.labels = new int[Math.toIntExact(source.size())];
        this.classes = source.classes();
        try (PointerScope scope = new PointerScope()) {
            this.images =
                    Tensors.keep(ViewReader.of(source, view, JpegScaling.OFF).memory(labels.length));
        }
        try {
            String failure = "";
            try {
                decode(source, view);
            } catch (IOException e) {
                failure = String.valueOf(e.getMessage());
                if (task.group().size() == 1) {
                    throw e;
                }
            }
            shareLabels(failure);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
            throw new IOException("interrupted while the probe's images were read", e);
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private void decode(LabelledSource source, Augmentation view) throws IOException, InterruptedException {
        ProcessGroup group = task.group();
        LoaderOptions.Share share = new LoaderOptions.Share(group.rank(), group.size());
        try (BatchLoader loader = BatchLoader.ofShare(source, view, LoaderOptions.evaluation(BATCH, 0), 0, share)) {
            for (long number = group.rank(); number < loader.batchesPerEpoch(); number += group.size()) {
                try (Batch batch = loader.next();
                        PointerScope scope = new PointerScope()) {
                    int first = first(number);
                    images.narrow(0, first, batch.size()).copy_(batch.images());
                    for (int i = 0; i < batch.size(); i++) {
                        labels[first + i] = source.classOf(batch.sample(i));
                    }
                }
            }
        }
    }

    /** A replaced image has another label, which only the process that decodes it knows. */
    private void shareLabels(String failure) throws IOException {
        if (task.group().size() == 1) {
            return;
        }
        List<String> said =
                task.group().gather(failure.isEmpty() ? JsonMapper.shared().writeValueAsString(labels) : "!" + failure);
        for (int process = 0; process < said.size(); process++) {
            if (said.get(process).startsWith("!")) {
                throw new IOException(
                        task.group().name(process) + ": " + said.get(process).substring(1));
            }
            int[] others = JsonMapper.shared().readValue(said.get(process), int[].class);
            for (int i = 0; i < labels.length; i++) {
                labels[i] = i / BATCH % said.size() == process ? others[i] : labels[i];
            }
        }
    }

    private static int first(long batch) {
        return Math.toIntExact(batch * BATCH);
    }

    /** The features of all images in process 0 of the group, which closes them. */
    FeatureTable features(BatchEmbedder embedder) throws IOException, InterruptedException {
        try (PointerScope scope = new PointerScope()) {
            Tensor all = Tensors.empty(
                    ScalarType.Float, labels.length, embedder.encoder().config().width());
            task.run(batches(), new Work(embedder, all));
            return new FeatureTable(all, labels, classes);
        }
    }

    /** Computes the features of the images of a process other than process 0, which receives them. */
    void contribute(BatchEmbedder embedder) throws IOException, InterruptedException {
        try (PointerScope scope = new PointerScope()) {
            task.run(batches(), new Work(embedder, Tensors.empty(ScalarType.Float, 0)));
        }
    }

    private long batches() {
        return (labels.length + BATCH - 1L) / BATCH;
    }

    /** Fills float {@code [N, D]} in process 0. */
    private final class Work implements BatchWork<Tensor> {

        private final BatchEmbedder embedder;
        private final Tensor all;

        Work(BatchEmbedder embedder, Tensor all) {
            this.embedder = embedder;
            this.all = all;
        }

        @Override
        public Tensor compute(long batch) {
            int first = first(batch);
            return embedder.embed(images.narrow(0, first, Math.min(BATCH, labels.length - first))); // [B, D]
        }

        @Override
        public void receive(long batch, Tensor features) {
            all.narrow(0, first(batch), features.size(0)).copy_(features);
        }

        @Override
        public Packed pack(Tensor features) {
            return new Packed("", features.flatten());
        }

        @Override
        public Tensor unpack(Packed packed) {
            return packed.values().view(-1, embedder.encoder().config().width());
        }
    }

    @Override
    public void close() {
        images.close();
    }
}
