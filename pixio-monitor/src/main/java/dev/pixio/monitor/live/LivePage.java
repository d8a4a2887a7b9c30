package dev.pixio.monitor.live;

import dev.pixio.http.HttpReply;
import dev.pixio.http.PageFiles;
import dev.pixio.monitor.ChartLibrary;
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
 * A web page that shows a running training: progress, curves, probes, images, events.
 *
 * <pre>{@code
 * try (LivePage page = LivePage.open()) {
 *     System.out.println("watch it at " + page.url());
 *     trainer.listen(page).run();
 * }
 * }</pre>
 *
 * <p>It is served on the loopback address only, to requests whose host is {@code localhost}, {@code 127.0.0.1} or
 * {@code [::1]}, and serves only the content of the page. Slow and disconnected browsers do not delay the training. Add it
 * as the last listener, so that images and the report of earlier listeners exist when it looks for them.
 */
public final class LivePage implements TrainingListener, AutoCloseable {

    /** The default port. */
    public static final int DEFAULT_PORT = 7777;

    /** Number of ports that are tried from the default port on, for several runs on one machine. */
    private static final int PORT_ATTEMPTS = 10;

    private static final Duration HEARTBEAT = Duration.ofSeconds(15);
    private static final Pattern IMAGE = Pattern.compile("/([a-z]+)/(\\d{1,18}|latest)\\.png");

    /** A report contains its script and style and needs no requests; this also blocks requests to this server. */
    private static final String REPORT_POLICY =
            "sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:";

    private static final PageFiles FILES = new PageFiles(LivePage.class)
            .with("/", HttpReply.HTML, "live.html")
            .with("/live.js", PageFiles.SCRIPT, "live.js")
            .with("/metrics.js", PageFiles.SCRIPT, "metrics.js")
            .with("/images.js", PageFiles.SCRIPT, "images.js")
            .with("/events.js", PageFiles.SCRIPT, "events.js")
            .with("/format.js", PageFiles.SCRIPT, "format.js")
            .with("/live.css", PageFiles.STYLE, "live.css")
            .with("/charts.js", PageFiles.SCRIPT, "/dev/pixio/monitor/page/charts.js")
            .withText("/uplot.js", PageFiles.SCRIPT, ChartLibrary.script())
            .withText("/uplot.css", PageFiles.STYLE, ChartLibrary.style())
            .withCommonFiles();

    private final LiveStream stream;
    private final LiveServer server;
    private @Nullable LiveRun run;

    private LivePage(int port, Duration heartbeat) throws IOException {
        this.stream = new LiveStream(heartbeat);
        this.server = LiveServer.start(port, stream, this::respond);
    }

    /**
     * Starts the server on a port.
     *
     * @param port 0 for any free port
     * @throws IOException if the port is in use or not permitted
     * @throws IllegalArgumentException if the port is not from 0 to 65535
     */
    public static LivePage open(int port) throws IOException {
        return new LivePage(port, HEARTBEAT);
    }

    /** Starts the server on {@link #DEFAULT_PORT}, or on the next free port of ten, or otherwise on any free port. */
    public static LivePage open() throws IOException {
        for (int port = DEFAULT_PORT; port < DEFAULT_PORT + PORT_ATTEMPTS; port++) {
            try {
                return open(port);
            } catch (IOException portInUse) {
                // most likely by another run
            }
        }
        return open(0);
    }

    static LivePage open(int port, Duration heartbeat) throws IOException {
        return new LivePage(port, heartbeat);
    }

    /** The address of the page for a browser on this machine. */
    public URI url() {
        return server.url();
    }

    /** Number of connected browsers. */
    int subscribers() {
        return stream.subscribers();
    }

    @Override
    public synchronized void onStart(TrainingRun started) throws IOException {
        run = new LiveRun(started, new RemainingTime(started.firstStep(), started.totalSteps(), System::nanoTime));
        run.addProbes();
        stream.publish("reload", started.firstStep(), "{}");
    }

    @Override
    public synchronized void onStep(StepMetrics metrics) {
        if (run != null) {
            publish("step", run.add(metrics));
            publishImages(run);
            publishProbes(run);
        }
    }

    private void publishProbes(LiveRun now) {
        try {
            if (now.addProbes()) {
                ObjectNode message = LiveJson.object();
                message.set("probes", now.probes());
                publish("probes", message);
            }
        } catch (IOException unreadable) {
            // the next probe writes the file again, with this one
        }
    }

    @Override
    public synchronized void onEvent(TrainingEvent event) {
        if (run != null) {
            publish("event", run.add(event));
        }
    }

    @Override
    public synchronized void onCheckpoint(Checkpoint checkpoint) throws IOException {
        if (run != null) {
            run.images().values().forEach(kind -> kind.expect(checkpoint.step()));
            publishImages(run);
            publishValidations(run);
        }
    }

    /** A listener before this one has written them. */
    private void publishValidations(LiveRun now) throws IOException {
        if (now.readValidations()) {
            ObjectNode message = LiveJson.object();
            message.set("validations", now.validations());
            publish("validation", message);
        }
    }

    /** Called repeatedly, because images may be written after this listener was notified, or asynchronously. */
    private void publishImages(LiveRun now) {
        now.images()
                .forEach((kind, images) -> images.added().ifPresent(step -> {
                    ObjectNode message = LiveJson.object().put("kind", kind).put("step", step);
                    message.set("steps", images.json());
                    publish("image", message);
                }));
    }

    @Override
    public synchronized void onSaved(Checkpoint checkpoint) {
        if (run != null) {
            run.saved(checkpoint.step());
            publishImages(run);
        }
        publish("saved", LiveJson.object().put("step", checkpoint.step()));
    }

    @Override
    public synchronized void onRewind(long step) throws IOException {
        if (run != null) {
            run.rewind(step);
        }
        publish("rewind", LiveJson.object().put("step", step));
        if (run != null) {
            publishValidations(run);
        }
    }

    @Override
    public synchronized void onEnd(TrainingResult result) {
        if (run != null) {
            publishImages(run);
            publishProbes(run);
            publish("end", run.end(result));
        }
    }

    private void publish(String kind, ObjectNode what) {
        stream.publish(kind, run == null ? 0 : run.step(), what.toString());
    }

    /** Sends the end of the run to the browsers and stops the server. Open pages keep their content. */
    @Override
    public void close() {
        synchronized (this) {
            if (run == null || !run.hasEnded()) {
                publish("end", run == null ? LiveJson.failure() : run.fail());
            }
        }
        server.close();
    }

    /** The response to a path. The path is matched against known resources and never used as a file name. */
    private Optional<HttpReply> respond(String path) {
        try {
            return switch (path) {
                case "/history" -> Optional.of(HttpReply.of(HttpReply.JSON, history()));
                case "/plan" -> query(now -> Optional.of(now.plan())).map(plan -> HttpReply.of(HttpReply.TEXT, plan));
                case "/report" ->
                    file(HttpReply.HTML, query(LiveRun::report))
                            .map(reply -> reply.withHeader("Content-Security-Policy", REPORT_POLICY));
                default -> FILES.find(path).isPresent() ? FILES.find(path) : image(path);
            };
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    /** The steps that have images of a kind, such as {@code /reconstructions}, or one of them. */
    private Optional<HttpReply> image(String path) throws IOException {
        Matcher named = IMAGE.matcher(path);
        if (named.matches()) {
            return file(
                    HttpReply.PNG,
                    query(now -> Optional.ofNullable(now.images().get(named.group(1)))
                            .flatMap(images -> named.group(2).equals("latest")
                                    ? images.newest()
                                    : images.at(Long.parseLong(named.group(2))))));
        }
        return query(now -> Optional.ofNullable(now.images().get(path.replaceFirst("^/", ""))))
                .map(images -> HttpReply.of(HttpReply.JSON, images.json().toString()));
    }

    private static Optional<HttpReply> file(String type, Optional<Path> file) throws IOException {
        return file.isPresent() ? Optional.of(HttpReply.of(type, Files.readAllBytes(file.get()))) : Optional.empty();
    }

    private synchronized <T> Optional<T> query(Function<LiveRun, Optional<T>> read) {
        return run == null ? Optional.empty() : read.apply(run);
    }

    /** A consistent snapshot of the run: messages after {@code position} are not in it. */
    private String history() {
        ObjectNode history = LiveJson.object();
        synchronized (this) {
            history.put("position", stream.position().toString());
            if (run != null) {
                run.writeTo(history);
            }
        }
        return history.toString();
    }
}
