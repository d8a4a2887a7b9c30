package dev.pixio.search.postgres;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A server of PostgreSQL with pgvector for a test. {@code PIXIO_POSTGRES} names the folder that has its {@code bin}. Started by root, the
 * server runs as the user nobody, because it refuses to run as root.
 *
 * @param bin programs of the server
 * @param folder of its data
 */
record PostgresServer(Path bin, Path folder, int port) implements AutoCloseable {

    static PostgresServer start() throws IOException, InterruptedException {
        String installed = System.getenv("PIXIO_POSTGRES");
        assumeTrue(installed != null, "PIXIO_POSTGRES does not name a PostgreSQL with pgvector");
        Path folder = Files.createTempDirectory("pixio-postgres");
        folder.toFile().setWritable(true, false);
        folder.toFile().setReadable(true, false);
        folder.toFile().setExecutable(true, false);
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        PostgresServer server = new PostgresServer(Path.of(installed, "bin"), folder, port);
        server.run("initdb", "-D", server.data(), "-U", "pixio", "-A", "trust", "-E", "UTF8", "--no-sync");
        server.run(
                "pg_ctl",
                "-D",
                server.data(),
                "-w",
                "-l",
                folder.resolve("log").toString(),
                "-o",
                "-p " + port + " -c fsync=off -c listen_addresses=127.0.0.1 -c unix_socket_directories=" + folder,
                "start");
        return server;
    }

    private String data() {
        return folder.resolve("data").toString();
    }

    Database database(String more) {
        return new Database("jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=pixio" + more);
    }

    private void run(String program, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"));
        }
        command.add(bin.resolve(program).toString());
        command.addAll(List.of(arguments));
        Path output = folder.resolve(program + ".out");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .directory(folder.toFile())
                .start();
        if (!process.waitFor(2, TimeUnit.MINUTES) || process.exitValue() != 0) {
            throw new IOException(command + " failed: " + Files.readString(output));
        }
    }

    @Override
    public void close() throws IOException {
        try {
            run("pg_ctl", "-D", data(), "-m", "immediate", "stop");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
