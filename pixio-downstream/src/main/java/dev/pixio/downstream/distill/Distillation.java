package dev.pixio.downstream.distill;

import dev.pixio.augment.Augmentation;
import dev.pixio.augment.Normalize;
import dev.pixio.data.ImageSource;
import dev.pixio.data.loader.ViewReader;
import dev.pixio.embed.WeightFingerprint;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.model.Encoder;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.nn.Initialization;
import dev.pixio.precision.Workload;
import dev.pixio.torch.Precision;
import dev.pixio.torch.Tensors;
import dev.pixio.torch.device.GraphRecorder;
import dev.pixio.train.objective.Objective;
import dev.pixio.train.optim.GradientPass;
import dev.pixio.train.plan.DataPlan;
import dev.pixio.train.run.TrainingException;
import dev.pixio.weights.LoadReport;
import dev.pixio.weights.ModelFile;
import dev.pixio.weights.safetensors.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;

/**
 * Distillation of a teacher into one or more students, side by side on the same batches. The model file of a checkpoint has the encoder of
 * a single student under the usual names, and its projection as {@code head}; {@link #saveStudents} writes an encoder for each of
 * several.
 */
public final class Distillation implements Objective {

    /** Images per forward pass if the plan has no number. */
    private static final int MICRO_BATCH = 32;

    /** The key of a checkpoint's metadata with the {@link WeightFingerprint} of the teacher. */
    private static final String TEACHER_FINGERPRINT = "pixio.teacher_fingerprint";

    private final DistillationPlan plan;
    private final ImageSource images;
    private final Encoder teacher;
    private final List<Student> students = new ArrayList<>();
    private final Module module;
    private final String teacherFingerprint;
    private final ImageInput input;

    /** New students of a teacher of photographs; see {@link #Distillation(DistillationPlan, ImageSource, Encoder, PixioConfig, ImageInput)}. */
    public Distillation(DistillationPlan plan, ImageSource images, Encoder teacher, PixioConfig shape) {
        this(plan, images, teacher, shape, ImageInput.RGB);
    }

    /**
     * New students of a teacher, on the CPU.
     *
     * @param plan all settings
     * @param images to train on
     * @param teacher is not changed, but moved to the device of the run; the caller closes it after the run
     * @param shape of the teacher
     * @param input which channels and which scale the teacher's images have; those of the students have the same
     * @throws IllegalArgumentException if a student does not fit the teacher
     */
    public Distillation(
            DistillationPlan plan, ImageSource images, Encoder teacher, PixioConfig shape, ImageInput input) {
        this.plan = plan;
        this.images = images;
        this.teacher = teacher;
        this.input = input;
        this.teacherFingerprint = WeightFingerprint.of(teacher);
        Initialization initialization = new Initialization(plan.seed());
        for (String name : plan.studentNames()) {
            PixioConfig config = Student.config(name, shape, plan.height(), plan.width(), plan.dropPath());
            students.add(new Student(name, config, shape.encoder().width(), initialization));
        }
        if (students.size() == 1) {
            this.module = students.get(0);
        } else {
            this.module = new Module("Students");
            students.forEach(student -> module.register_module(student.studentName(), student));
        }
    }

    /** Which channels and which scale the images of teacher and students have. */
    public ImageInput input() {
        return input;
    }

    /** The students, in the order of the plan. */
    public List<Student> students() {
        return List.copyOf(students);
    }

    /**
     * Copies the weights of a checkpoint of such a run, to resume it.
     *
     * @param file the model file of the checkpoint
     * @throws TrainingException if the students learned from other weights of the teacher, or other images
     * @throws dev.pixio.weights.tensor.WeightsException if it is not one of these students
     */
    public void load(Path file) throws IOException {
        try (PointerScope scope = new PointerScope()) {
            Safetensors saved = Safetensors.read(file);
            String learned = saved.metadata().getOrDefault(TEACHER_FINGERPRINT, teacherFingerprint);
            if (!learned.equals(teacherFingerprint)) {
                throw new TrainingException("the weights of the teacher " + plan.teacher()
                        + " are not those from which the students of the run learned: the teacher has changed since");
            }
            requireSameInput(Optional.ofNullable(saved.metadata().get(ModelFile.INPUT)));
            LoadReport.copyInto(module, saved.tensors()).requireComplete(file.toString());
        }
    }

    /** @param saved with the students; empty if their images are 8-bit RGB */
    private void requireSameInput(Optional<String> saved) throws TrainingException {
        boolean same = saved.isEmpty() ? input.isPhotographs() : input.isReadAs(ImageInput.parse(saved.get()));
        if (!same) {
            throw new TrainingException("the teacher " + plan.teacher() + " takes images of other channels, scale or"
                    + " statistics than the students of the run: " + input.toText() + ", not "
                    + saved.orElseGet(ImageInput.RGB::toText));
        }
    }

    /**
     * Writes the encoder of each student as {@code NAME.safetensors}, which every command that takes weights reads.
     *
     * @param folder is created if it does not exist, such as {@link dev.pixio.train.run.RunFolder#students}
     * @param provenance of the weights
     * @return the files, in the order of the students
     * @throws IOException if a file cannot be written; it is then unchanged
     */
    public List<Path> saveStudents(Path folder, Map<String, String> provenance) throws IOException {
        Files.createDirectories(folder);
        List<Path> files = new ArrayList<>();
        for (Student student : students) {
            Path file = folder.resolve(student.studentName() + ".safetensors");
            try (PointerScope scope = new PointerScope()) {
                Map<String, Tensor> weights = new LinkedHashMap<>();
                Tensors.state(student.encoder()).forEach((name, tensor) -> weights.put("encoder." + name, tensor));
                Safetensors.write(file, weights, withInput(ModelFile.metadata(student.config(), provenance)));
            }
            files.add(file);
        }
        return files;
    }

    private Map<String, String> withInput(Map<String, String> metadata) {
        Map<String, String> all = new LinkedHashMap<>(metadata);
        if (!input.equals(ImageInput.RGB)) {
            all.put(ModelFile.INPUT, input.toText());
        }
        return all;
    }

    @Override
    public DistillationPlan plan() {
        return plan;
    }

    @Override
    public ImageSource images() {
        return images;
    }

    @Override
    public ViewReader views() {
        DataPlan data = plan.data();
        return ViewReader.of(
                images,
                Augmentation.pretraining(
                        plan.height(), plan.width(), data.minScale(), data.maxScale(), data.flip(), input),
                data.jpegScaling());
    }

    @Override
    public Module module() {
        return module;
    }

    @Override
    public Encoder encoder() {
        return students.get(0).encoder();
    }

    @Override
    public List<List<Tensor>> parameterGroups() {
        return List.of(List.copyOf(Tensors.parameters(module).values()));
    }

    @Override
    public Workload workload() {
        return new Workload(
                students.stream().flatMap(student -> stacks(student.config())).toList(), true);
    }

    private static Stream<Workload.Stack> stacks(PixioConfig student) {
        return Workload.features(student.encoder(), student.grid().patches()).stacks().stream();
    }

    @Override
    public int microBatch(Device device, Precision precision) {
        int planned = plan.machine().microBatch();
        return planned > 0 ? planned : Math.min(MICRO_BATCH, plan.batchSize());
    }

    @Override
    public GradientPass.Gradients gradients(Precision precision, int microBatch, Optional<GraphRecorder> recorder) {
        Tensors.move(teacher, encoder().device());
        return new DistillationStep(
                teacher, students, precision, microBatch, plan.seed(), plan.maskRatio(), Normalize.of(input));
    }

    @Override
    public Map<String, String> metadata(Map<String, String> provenance) {
        Map<String, String> all = new TreeMap<>(provenance);
        all.put(ModelFile.TEACHER, plan.teacher());
        all.put(TEACHER_FINGERPRINT, teacherFingerprint);
        return withInput(
                students.size() == 1 ? ModelFile.metadata(students.get(0).config(), all) : all);
    }
}
