package dev.pixio.downstream.predict;

import dev.pixio.downstream.data.ImagePlanes;
import dev.pixio.downstream.feature.DenseFeatures;
import dev.pixio.downstream.head.ClassificationHead;
import dev.pixio.downstream.head.DenseHead;
import dev.pixio.downstream.model.TaskInput;
import dev.pixio.downstream.model.TaskModel;
import dev.pixio.downstream.model.TaskModelFile;
import dev.pixio.downstream.model.TaskSpec;
import dev.pixio.downstream.task.DenseTask;
import dev.pixio.downstream.task.Task;
import dev.pixio.downstream.window.Resizing;
import dev.pixio.downstream.window.WindowPass;
import dev.pixio.embed.WeightFingerprint;
import dev.pixio.model.pass.FeaturePass;
import dev.pixio.precision.AutoPrecision;
import dev.pixio.precision.Workload;
import dev.pixio.torch.Libtorch;
import dev.pixio.torch.Precision;
import dev.pixio.torch.Tensors;
import dev.pixio.weights.tensor.WeightsException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/** A model on its device. It is used on one thread, in whose pointer scope it was loaded. */
final class LoadedTask implements AutoCloseable {

    private final TaskModel model;
    private final Precision precision;
    private final String fingerprint;
    private final DenseFeatures maps;
    private final FeaturePass features;
    private final PredictionSettings settings;

    private LoadedTask(TaskModel model, Precision precision, String fingerprint, PredictionSettings settings) {
        this.model = model;
        this.precision = precision;
        this.fingerprint = fingerprint;
        this.maps = new DenseFeatures(
                model.encoder(), precision, model.blocks(), model.spec().normalize());
        this.features = new FeaturePass(model.encoder(), precision);
        this.settings = settings;
    }

    /**
     * Loads a model into the pointer scope that is open.
     *
     * @param task the kind of task that it must have
     * @throws WeightsException if there is no such model, or it has another task
     */
    static LoadedTask load(Path path, PredictionSettings settings, Class<? extends Task> task) throws IOException {
        TaskModelFile file = TaskModelFile.open(path);
        TaskSpec spec = file.spec();
        if (!task.isInstance(spec.task())) {
            throw new WeightsException(
                    file.model().path() + " has a head for " + spec.task().id());
        }
        TaskModel model = file.load();
        // The model retains the tensors that it uses; the others would stay in memory as long as it is open.
        file.model().weights().values().forEach(Tensor::close);
        file.model().content().tensors().values().forEach(Tensor::close);
        Device device = Libtorch.device(settings.device());
        int patch = model.config().grid().patchSize();
        int patches = spec.input().height() / patch * (spec.input().width() / patch);
        Precision precision = AutoPrecision.resolve(
                settings.precision(), device, Workload.features(model.config().encoder(), patches));
        String fingerprint = WeightFingerprint.of(model);
        Tensors.move(model, device);
        return new LoadedTask(model, precision, fingerprint, settings);
    }

    /**
     * Probabilities of classes.
     *
     * @param images {@code uint8 [B, 3, H, W]} of photographs, otherwise {@code float [B, C, H, W]}, of the model's input size
     * @return of one image after the other
     */
    float[] probabilities(Tensor images) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensor normalized = model.spec()
                    .normalize()
                    .apply(Tensors.upload(images, model.encoder().device()));
            ClassificationHead head = (ClassificationHead) model.head();
            return Tensors.toFloats(head.forward(features.features(normalized)).softmax(1));
        }
    }

    /** Labels, or depths in metres, of each image, row by row. */
    List<float[]> pixels(List<? extends ImagePlanes> images) {
        return windows().predict((DenseHead) model.head(), images, settings.resizing());
    }

    private WindowPass windows() {
        TaskInput.Windows input = (TaskInput.Windows) model.spec().input();
        return new WindowPass(
                maps,
                (DenseTask) model.spec().task(),
                input.window(),
                model.spec().normalize(),
                settings.batchSize());
    }

    TaskSpec spec() {
        return model.spec();
    }

    Precision precision() {
        return precision;
    }

    /** How images are resized. */
    Resizing resizing() {
        return settings.resizing();
    }

    /** A digest of the weights of encoder and head. */
    String fingerprint() {
        return fingerprint;
    }

    @Override
    public void close() {
        maps.close();
        features.close();
    }
}
