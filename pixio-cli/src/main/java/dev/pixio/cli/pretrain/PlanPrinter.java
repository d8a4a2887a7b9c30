package dev.pixio.cli.pretrain;

import dev.pixio.cli.console.Console;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.model.config.ModelCost;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.monitor.NumberText;
import dev.pixio.torch.Libtorch;
import dev.pixio.train.listener.TrainingListener;
import dev.pixio.train.listener.TrainingRun;
import dev.pixio.train.plan.FreezePlan;
import dev.pixio.train.plan.OptimizerPlan;
import dev.pixio.train.plan.SchedulePlan;
import dev.pixio.train.plan.TrainingPlan;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;

/** Prints the plan of a run before its first step. */
final class PlanPrinter implements TrainingListener {

    private final PrintWriter out;
    private final int processes;
    private final Optional<String> length;

    /**
     * @param processes number of processes that train together
     * @param length why the number of epochs is not that of the recipe
     */
    PlanPrinter(PrintWriter out, int processes, Optional<String> length) {
        this.out = out;
        this.processes = processes;
        this.length = length;
    }

    @Override
    public void onStart(TrainingRun run) {
        TrainingPlan plan = run.pretraining().plan();
        PixioConfig model = plan.model();
        ModelCost cost = ModelCost.of(model);
        line("recipe", plan.recipe() + ", seed " + plan.seed());
        line(
                "images",
                run.images().description()
                        + String.format(
                                Locale.ROOT,
                                "; crops of %s to %s of the area, flip %s",
                                NumberText.number(plan.data().minScale()),
                                NumberText.number(plan.data().maxScale()),
                                NumberText.number(plan.data().flip())));
        if (!plan.imageInput().equals(ImageInput.RGB)) {
            line("channels", channels(plan.imageInput()));
        }
        line(
                "encoder",
                String.format(
                        Locale.ROOT,
                        "%d x %d blocks, %s, %s%s, %s positions, %d x %d pixels in patches of %d: %s parameters",
                        model.encoder().width(),
                        model.encoder().depth(),
                        NumberText.counted(model.encoder().heads(), "head"),
                        NumberText.counted(model.encoder().classTokens(), "class token"),
                        registers(model),
                        positions(model),
                        model.grid().height(),
                        model.grid().width(),
                        model.grid().patchSize(),
                        NumberText.count((double) cost.encoderParameters())));
        line(
                "decoder",
                String.format(
                        Locale.ROOT,
                        "%d x %d blocks, %s: %s parameters",
                        model.decoder().width(),
                        model.decoder().depth(),
                        NumberText.counted(model.decoder().heads(), "head"),
                        NumberText.count((double) cost.decoderParameters())));
        line(
                "mask",
                String.format(
                        Locale.ROOT,
                        "%.0f %% in cells of %d x %d patches",
                        model.mask().ratio() * 100,
                        model.mask().cell(),
                        model.mask().cell()));
        line("training", training(run));
        length.ifPresent(why -> line("length", why));
        if (!plan.freeze().freezesNothing()) {
            line("frozen", frozen(run));
        }
        line(
                "device",
                String.format(
                        Locale.ROOT,
                        "%s, %s, %d %s, micro-batches of %d",
                        Libtorch.isGpu(run.device()) ? "GPU" : "CPU",
                        run.precision(),
                        Libtorch.threads(),
                        Libtorch.threads() == 1 ? "thread" : "threads",
                        run.microBatch()));
        line("run", run.folder().path() + " (all settings in config.yaml)");
        SchedulePlan schedule = plan.schedule();
        if (schedule.maxSteps() > run.totalSteps()) {
            line("note", endsBefore(schedule, run.stepsPerEpoch()));
        }
        if (isUnmeasured(plan.imageInput())) {
            line(
                    "note",
                    "the channels have not been measured: pixio data stats --out FILE with these images, then --normalize FILE");
        }
        out.println();
        out.flush();
    }

    private static String channels(ImageInput input) {
        return String.format(
                Locale.ROOT,
                "%d, scaled by %s%s; pictures show %s",
                input.channels(),
                input.scaling(),
                switch (input.pages()) {
                    case FIRST -> "";
                    case IMAGES -> ", each page is an image";
                    case CHANNELS -> ", pages are channels";
                },
                ImageInput.numbers(input.view()).replace(" ", ", "));
    }

    /** Whether mean and deviation are those of other images. */
    private static boolean isUnmeasured(ImageInput input) {
        ImageInput usual = ImageInput.of(input.channels(), input.scaling(), input.pages());
        return !input.isRgb8() && usual.mean().equals(input.mean());
    }

    private String training(TrainingRun run) {
        OptimizerPlan optimizer = run.plan().optimizer();
        return String.format(
                Locale.ROOT,
                "%s of %s (%d per epoch)%s, AdamW, learning rate %s (%s, warm-up %.0f %%), weight decay %s%s",
                NumberText.counted(run.totalSteps(), "step"),
                NumberText.counted(run.plan().batchSize(), "image"),
                run.stepsPerEpoch(),
                processes == 1 ? "" : ", by " + processes + " processes",
                NumberText.scientific(optimizer.learningRate()),
                run.plan().schedule().shape().name().toLowerCase(Locale.ROOT),
                run.plan().schedule().warmup() * 100,
                NumberText.number(optimizer.weightDecay()),
                optimizer.clipNorm() > 0 ? ", gradients clipped to " + NumberText.number(optimizer.clipNorm()) : "");
    }

    /** A maximum of steps does not prolong a run, which its name may suggest. */
    private static String registers(PixioConfig model) {
        int registers = model.encoder().options().registers();
        return registers == 0 ? "" : ", " + NumberText.counted(registers, "register");
    }

    private static String positions(PixioConfig model) {
        return model.encoder().options().positions().rotates()
                ? "rotary"
                : model.positions().name().toLowerCase(Locale.ROOT);
    }

    private static String endsBefore(SchedulePlan schedule, long stepsPerEpoch) {
        return String.format(
                Locale.ROOT,
                "the run ends after its %s, before --max-steps %d; --epochs %d reaches that",
                NumberText.counted(schedule.epochs(), "epoch"),
                schedule.maxSteps(),
                1 + (schedule.maxSteps() - 1) / stepsPerEpoch);
    }

    private static String frozen(TrainingRun run) {
        FreezePlan freeze = run.plan().freeze();
        long steps = freeze.encoderSteps(run.stepsPerEpoch(), run.totalSteps());
        String first = freeze.blocks() == 0
                ? ""
                : "patch projection, class tokens, positions and the first "
                        + (freeze.blocks() == 1 ? "block" : freeze.blocks() + " blocks");
        if (steps == 0) {
            return first;
        }
        return String.format(Locale.ROOT, "the encoder for %d of %d steps", steps, run.totalSteps())
                + (first.isEmpty() ? "" : ", then its " + first);
    }

    private void line(String name, String value) {
        out.println(Console.dim(String.format(Locale.ROOT, "%-10s", name)) + value);
    }
}
