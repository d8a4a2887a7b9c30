package dev.pixio.search.postgres;

import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Starts a {@link PostgresServer} for the tests of a class, which are skipped where there is none. */
final class PostgresExtension implements BeforeAllCallback, AfterAllCallback {

    private Optional<PostgresServer> server = Optional.empty();

    @Override
    public void beforeAll(ExtensionContext context) throws IOException, InterruptedException {
        server = Optional.of(PostgresServer.start());
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        if (server.isPresent()) {
            server.get().close();
        }
    }

    PostgresServer server() {
        return server.orElseThrow();
    }
}
