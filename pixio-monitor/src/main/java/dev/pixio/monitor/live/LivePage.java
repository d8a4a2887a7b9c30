package dev.pixio.monitor.live;

import dev.pixio.monitor.RemainingTime;
import dev.pixio.train.checkpoint.Checkpoint;
import dev.pixio.train.listener.StepMetrics;
import dev.pixio.train.listener.TrainingEvent;
import dev.pixio.train.listener.TrainingListener;
import dev.pixio.train.listener.TrainingResult;
import dev.pixio.train.listener.TrainingRun;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A page in the browser that shows a run while it goes on: curves, images, events, progress.
 *
 * <pre>{@code
 * try (LivePage page = LivePage.open()) {
 *     System.out.println("watch it at " + page.url());
 *     trainer.listen(page).run();
 * }
 * }</pre>
 *
 * <p>It is served on the loopback address alone, answers only who calls it by a name of this machine, and gives out
 * nothing but what is on the page. A browser that is slow or gone holds the run up in nothing. It should be the last
 * listener, to find the images and the report of those before it.
 */
public final class LivePage implements TrainingListener, AutoCloseable {

    /** Where it is found if nobody says otherwise. */
    public static final int USUAL_PORT = 7777;

    /** Ports from the usual one on that are tried, for more than one run on a machine. */
    private static final int USUAL_PORTS = 10;

    private static final long NONE = -1;
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);
    private static final Pattern RECONSTRUCTION = Pattern.compile("/reconstructions/(\\d{1,18})\\.png");

    /** A report has its script and style inside and asks nobody for anything; it may not ask this server either. */
    private static final String REPORT_POLICY =
            "sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:";

    private final LiveStream feed;
    private final LiveServer server;
    private @Nullable LiveRun run;
    private long undrawn = NONE; // the newest checkpoint, while its images are not there

    private LivePage(int port, Duration heartbeat) throws IOException {
        this.feed = new LiveStream(heartbeat);
        this.server = LiveServer.start(port, feed, this::page);
    }

    /**
     * Serves on a port.
     *
     * @param port 0 for any that is free
     * @throws IOException if the port is taken or may not be used
     * @throws IllegalArgumentException if it is no port
     */
    public static LivePage open(int port) throws IOException {
        return new LivePage(port, HEARTBEAT);
    }

    /** Serves on {@link #USUAL_PORT} or one of those after it, or on any that is free if others have them all. */
    public static LivePage open() throws IOException {
        for (int port = USUAL_PORT; port < USUAL_PORT + USUAL_PORTS; port++) {
            try {
                return open(port);
            } catch (IOException taken) {
                // by another run, most likely
            }
        }
        return open(0);
    }

    static LivePage open(int port, Duration heartbeat) throws IOException {
        return new LivePage(port, heartbeat);
    }

    /** What to open in a browser of this machine. */
    public URI url() {
        return server.url();
    }

    /** How many browsers listen. */
    int subscribers() {
        return feed.subscribers();
    }

    @Override
    public synchronized void onStart(TrainingRun started) throws IOException {
        run = new LiveRun(started, new RemainingTime(started.firstStep(), started.totalSteps(), System::nanoTime));
        feed.tell("reload", started.firstStep(), "{}");
    }

    @Override
    public synchronized void onStep(StepMetrics metrics) {
        if (run != null) {
            tell("step", run.add(metrics));
            findReconstruction(run);
        }
    }

    @Override
    public synchronized void onEvent(TrainingEvent event) {
        if (run != null) {
            tell("event", run.add(event));
        }
    }

    @Override
    public synchronized void onCheckpoint(Checkpoint checkpoint) {
        undrawn = checkpoint.step();
        if (run != null) {
            findReconstruction(run);
        }
    }

    /** Whoever draws may be told of a checkpoint after this page, or draw in the background. */
    private void findReconstruction(LiveRun now) {
        if (undrawn != NONE && now.addReconstruction(undrawn)) {
            tell("reconstruction", LiveJson.object().put("step", undrawn));
            undrawn = NONE;
        }
    }

    @Override
    public synchronized void onSaved(Checkpoint checkpoint) {
        if (run != null) {
            run.saved(checkpoint.step());
            findReconstruction(run);
        }
        tell("saved", LiveJson.object().put("step", checkpoint.step()));
    }

    @Override
    public synchronized void onRewind(long step) {
        undrawn = undrawn > step ? NONE : undrawn;
        if (run != null) {
            run.rewind(step);
        }
        tell("rewind", LiveJson.object().put("step", step));
    }

    @Override
    public synchronized void onEnd(TrainingResult result) {
        if (run != null) {
            findReconstruction(run);
            tell("end", run.end(result));
        }
    }

    private void tell(String kind, ObjectNode what) {
        feed.tell(kind, run == null ? 0 : run.step(), what.toString());
    }

    /** Tells the browsers that the run is over, and serves no more. What they show stays in them. */
    @Override
    public void close() {
        synchronized (this) {
            if (run == null || !run.hasEnded()) {
                tell("end", run == null ? LiveJson.failure() : run.fail());
            }
        }
        server.close();
    }

    /** The answer to a path. What was asked for is looked up among what there is: it never becomes the name of a file. */
    private Optional<HttpReply> page(String path) {
        try {
            return switch (path) {
                case "/history" -> Optional.of(HttpReply.of(HttpReply.JSON, history()));
                case "/plan" -> ask(now -> Optional.of(now.plan())).map(plan -> HttpReply.of(HttpReply.TEXT, plan));
                case "/reconstructions" ->
                    ask(now -> Optional.of(now.reconstructions().toString()))
                            .map(steps -> HttpReply.of(HttpReply.JSON, steps));
                case "/reconstructions/latest.png" -> file(HttpReply.PNG, ask(LiveRun::newestReconstruction));
                case "/report" ->
                    file(HttpReply.HTML, ask(LiveRun::report))
                            .map(reply -> reply.with("Content-Security-Policy", REPORT_POLICY));
                default -> PageFiles.find(path).isPresent() ? PageFiles.find(path) : reconstruction(path);
            };
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    private Optional<HttpReply> reconstruction(String path) throws IOException {
        Matcher named = RECONSTRUCTION.matcher(path);
        return named.matches()
                ? file(HttpReply.PNG, ask(now -> now.reconstruction(Long.parseLong(named.group(1)))))
                : Optional.empty();
    }

    private static Optional<HttpReply> file(String type, Optional<Path> file) throws IOException {
        return file.isPresent() ? Optional.of(HttpReply.of(type, Files.readAllBytes(file.get()))) : Optional.empty();
    }

    private synchronized <T> Optional<T> ask(Function<LiveRun, Optional<T>> question) {
        return run == null ? Optional.empty() : question.apply(run);
    }

    /** What a page begins with, as of one moment: what is told after {@code position} is not in it. */
    private String history() {
        ObjectNode history = LiveJson.object();
        synchronized (this) {
            history.put("position", feed.position().toString());
            if (run != null) {
                run.writeTo(history);
            }
        }
        return history.toString();
    }
}
