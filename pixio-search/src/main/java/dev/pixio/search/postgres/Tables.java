package dev.pixio.search.postgres;

import dev.pixio.embed.FeatureOrigin;
import dev.pixio.search.IndexException;
import dev.pixio.search.IndexRoot;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** The tables of an index, and what they state about it. */
final class Tables {

    /** The version of the tables. */
    private static final int FORMAT = 1;

    /** Numbers of a vector that an index of pgvector takes at most. */
    private static final int MAX_INDEXED = 2000;

    private Tables() {}

    /**
     * What an index states about itself.
     *
     * @param origin of the vectors
     * @param patches whether the mean of patch tokens has a column of its own
     * @param generation counts the updates
     * @param version of the program that wrote it
     */
    record Header(FeatureOrigin origin, boolean patches, long generation, String version) {}

    static boolean exist(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT to_regclass('pixio_index') IS NOT NULL")) {
            row.next();
            return row.getBoolean(1);
        }
    }

    /** Creates the tables. */
    static void create(Connection connection, FeatureOrigin origin, int patches, String version) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE EXTENSION IF NOT EXISTS vector");
            statement.execute(
                    "CREATE TABLE pixio_index (format int NOT NULL, origin text NOT NULL, patches boolean NOT NULL,"
                            + " generation bigint NOT NULL, version text NOT NULL)");
            statement.execute(
                    "CREATE TABLE pixio_roots (id serial PRIMARY KEY, data text NOT NULL UNIQUE, folder text)");
            statement.execute(
                    "CREATE TABLE pixio_images (id bigserial PRIMARY KEY, root int NOT NULL REFERENCES pixio_roots,"
                            + " path text COLLATE \"C\" NOT NULL, bytes bigint NOT NULL, modified bigint NOT NULL, sha256 text,"
                            + " width int NOT NULL, height int NOT NULL, image vector(" + origin.dimension()
                            + ") NOT NULL"
                            + (patches > 0 ? ", patches vector(" + patches + ") NOT NULL" : "")
                            + ", UNIQUE (root, path))");
        }
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO pixio_index VALUES (?, ?, ?, 0, ?)")) {
            insert.setInt(1, FORMAT);
            insert.setString(2, JsonMapper.shared().writeValueAsString(origin));
            insert.setBoolean(3, patches > 0);
            insert.setString(4, version);
            insert.executeUpdate();
        }
    }

    static void drop(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE IF EXISTS pixio_images, pixio_roots, pixio_index");
        }
    }

    /** Makes the graph of the vectors; an existing one has been kept up to date by the database. */
    static void addGraph(Connection connection, int dimension) throws SQLException {
        if (dimension <= MAX_INDEXED) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(
                        "CREATE INDEX IF NOT EXISTS pixio_images_hnsw ON pixio_images USING hnsw (image vector_ip_ops)");
            }
        }
    }

    static Header header(Connection connection, Database database) throws SQLException, IndexException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT format, origin, patches, generation, version FROM pixio_index")) {
            if (!row.next() || row.getInt(1) != FORMAT) {
                throw new IndexException("the tables pixio_* of " + database
                        + " were not written by this version of Pixio:" + " make the index anew with --overwrite");
            }
            FeatureOrigin origin = JsonMapper.shared().readValue(row.getString(2), FeatureOrigin.class);
            return new Header(origin, row.getBoolean(3), row.getLong(4), row.getString(5));
        } catch (JacksonException | IllegalArgumentException e) {
            throw new IndexException(
                    "the table pixio_index of " + database + " is damaged: make the index anew with" + " --overwrite",
                    e);
        }
    }

    /** The roots by their number. */
    static Map<Integer, IndexRoot> roots(Connection connection) throws SQLException {
        Map<Integer, IndexRoot> roots = new LinkedHashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT id, data, folder FROM pixio_roots ORDER BY id")) {
            while (row.next()) {
                Optional<Path> folder = Optional.ofNullable(row.getString(3)).map(Path::of);
                roots.put(row.getInt(1), new IndexRoot(row.getString(2), folder));
            }
        }
        return roots;
    }
}
