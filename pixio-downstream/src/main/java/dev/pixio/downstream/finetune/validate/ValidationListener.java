package dev.pixio.downstream.finetune.validate;

import dev.pixio.downstream.finetune.validate.ValidationFile.Entry;
import dev.pixio.downstream.model.TaskModel;
import dev.pixio.downstream.model.TaskModelFile;
import dev.pixio.torch.Tensors;
import dev.pixio.train.checkpoint.Checkpoint;
import dev.pixio.train.listener.TrainingListener;
import dev.pixio.train.listener.TrainingRun;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.bytedeco.javacpp.PointerScope;
import org.jspecify.annotations.Nullable;

/**
 * Validates a model at each planned checkpoint, with the weights of the checkpoint. The best one is kept, and named in {@code
 * checkpoints/best}; if a number of validations in a row is not better, the run ends. All of it is known again when a run is
 * resumed. The checkpoint of a run that was stopped between two planned ones is not validated, so that a stop changes neither the
 * best checkpoint nor the end of a run.
 */
public final class ValidationListener implements TrainingListener {

    private final Validator validator;
    private final int patience;
    private final Consumer<String> finish;
    private final Consumer<Entry> results;
    private final List<Entry> entries = new ArrayList<>();
    private @Nullable TrainingRun run;

    /**
     * @param patience number of validations without a better one after which the run ends; 0 for never
     * @param finish ends the run, with a reason; see {@link dev.pixio.train.Trainer#finish}
     * @param results receives each validation
     */
    public ValidationListener(Validator validator, int patience, Consumer<String> finish, Consumer<Entry> results) {
        this.validator = validator;
        this.patience = patience;
        this.finish = finish;
        this.results = results;
    }

    @Override
    public void onStart(TrainingRun started) throws IOException {
        run = started;
        entries.clear();
        entries.addAll(file(started).read(started.firstStep()));
        if (started.firstStep() > 0) {
            validateSaved(started);
        }
        nameBest(started);
        endIfExhausted();
    }

    /** A checkpoint is written while its model is validated: a run that was killed then has the one without the other. */
    private void validateSaved(TrainingRun now) throws IOException {
        Checkpoint checkpoint = now.folder().checkpoints().at(now.firstStep());
        if (validated(checkpoint) || !isPlanned(now, checkpoint) || !checkpoint.isComplete()) {
            return;
        }
        try (PointerScope scope = new PointerScope()) {
            TaskModel saved = TaskModelFile.open(checkpoint.model()).load();
            Tensors.move(saved, now.device());
            add(now, checkpoint, saved);
        }
    }

    private boolean validated(Checkpoint checkpoint) {
        return entries.stream().anyMatch(entry -> entry.step() == checkpoint.step());
    }

    /** Checkpoints that are apart by time have no planned steps: each is validated. */
    private static boolean isPlanned(TrainingRun now, Checkpoint checkpoint) {
        long interval = now.plan().saving().every().steps();
        return interval == 0 || checkpoint.step() % interval == 0 || checkpoint.step() == now.totalSteps();
    }

    private static ValidationFile file(TrainingRun run) {
        return new ValidationFile(run.folder().validations());
    }

    @Override
    public void onCheckpoint(Checkpoint checkpoint) throws IOException {
        TrainingRun now = Objects.requireNonNull(run);
        if (checkpoint.step() == 0 || validated(checkpoint) || !isPlanned(now, checkpoint)) {
            return; // without steps, a repeated save, or a stop
        }
        add(now, checkpoint, (TaskModel) now.objective().module());
        endIfExhausted();
    }

    private void add(TrainingRun now, Checkpoint checkpoint, TaskModel model) throws IOException {
        Entry entry;
        try {
            entry = new Entry(checkpoint.step(), validator.validate(model, now.precision()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted in a validation", e);
        }
        entries.add(entry);
        file(now).write(entries);
        results.accept(entry);
    }

    @Override
    public void onSaved(Checkpoint checkpoint) throws IOException {
        nameBest(Objects.requireNonNull(run));
    }

    @Override
    public void onRewind(long step) throws IOException {
        entries.removeIf(entry -> entry.step() > step);
        file(Objects.requireNonNull(run)).write(entries);
    }

    /** The best validation so far, the earlier one of equal ones. */
    public Optional<Entry> best() {
        return entries.stream()
                .reduce((a, b) -> b.validation().score() > a.validation().score() ? b : a);
    }

    private void nameBest(TrainingRun now) throws IOException {
        Optional<Entry> best = best();
        if (best.isPresent()) {
            Checkpoint checkpoint = now.folder().checkpoints().at(best.get().step());
            if (checkpoint.isComplete() && !now.folder().checkpoints().best().equals(Optional.of(checkpoint))) {
                now.folder().checkpoints().setBest(checkpoint);
            }
        }
    }

    private void endIfExhausted() {
        Optional<Entry> best = best();
        if (patience == 0 || best.isEmpty()) {
            return;
        }
        int since = entries.size() - 1 - entries.indexOf(best.get());
        if (since >= patience) {
            finish.accept(String.format(
                    Locale.ROOT,
                    "%s has not been better than %.4g at step %d for %d validations",
                    best.get().validation().name(),
                    best.get().validation().score(),
                    best.get().step(),
                    since));
        }
    }
}
