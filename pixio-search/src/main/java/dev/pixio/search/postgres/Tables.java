package dev.pixio.search.postgres;

import dev.pixio.embed.FeatureOrigin;
import dev.pixio.search.IndexException;
import dev.pixio.search.IndexRoot;
import java.nio.file.Path;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The tables of an index, and what they state about it.
 *
 * @param prefix with which their names begin
 */
record Tables(String prefix) {

    /** Those of the index. */
    static final Tables CURRENT = new Tables("pixio_");

    /** Those of an index that is made anew, until it is complete. */
    static final Tables BUILT = new Tables("pixio_new_");

    /** The version of the tables. */
    private static final int FORMAT = 1;

    /** Numbers of a vector that an index of pgvector takes at most. */
    private static final int MAX_INDEXED = 2000;

    /**
     * What an index states about itself.
     *
     * @param origin of the vectors
     * @param patches whether the mean of patch tokens has a column of its own
     * @param generation counts the updates
     * @param version of the program that wrote it
     */
    record Header(FeatureOrigin origin, boolean patches, long generation, String version) {}

    /**
     * What a reader needs of an index beside its images.
     *
     * @param roots by their number
     * @param identity of the tables
     */
    record Contents(Header header, Map<Integer, IndexRoot> roots, long identity) {
        Contents withRoots(Map<Integer, IndexRoot> all) {
            return new Contents(header, all, identity);
        }
    }

    /**
     * Keeps the tables from being replaced until the transaction ends: their names stand for the same ones in all of it.
     *
     * <p>The order is that in which {@link #drop} locks them, so that the two never wait for each other.
     */
    void lock(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    "LOCK TABLE " + prefix + "images, " + prefix + "roots, " + prefix + "index IN ACCESS SHARE MODE");
        }
    }

    /** What a reader needs of tables that are locked. */
    Contents contents(Connection connection, Database database) throws SQLException, IndexException {
        return new Contents(header(connection, database), roots(connection), identity(connection));
    }

    boolean exist(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT to_regclass('" + prefix + "index') IS NOT NULL")) {
            row.next();
            return row.getBoolean(1);
        }
    }

    /** Creates the tables. */
    void create(Connection connection, FeatureOrigin origin, int patches, String version) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE EXTENSION IF NOT EXISTS vector");
            statement.execute("CREATE TABLE " + prefix
                    + "index (format int NOT NULL, origin text NOT NULL, patches boolean NOT NULL,"
                    + " generation bigint NOT NULL, version text NOT NULL)");
            statement.execute(
                    "CREATE TABLE " + prefix + "roots (id serial PRIMARY KEY, data text NOT NULL UNIQUE, folder text)");
            statement.execute("CREATE TABLE " + prefix
                    + "images (id bigserial PRIMARY KEY, root int NOT NULL REFERENCES " + prefix
                    + "roots,"
                    + " path text COLLATE \"C\" NOT NULL, bytes bigint NOT NULL, modified bigint NOT NULL, sha256 text,"
                    + " width int NOT NULL, height int NOT NULL, image vector(" + origin.dimension()
                    + ") NOT NULL"
                    + (patches > 0 ? ", patches vector(" + patches + ") NOT NULL" : "")
                    + ", UNIQUE (root, path))");
        }
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO " + prefix + "index VALUES (?, ?, ?, 0, ?)")) {
            insert.setInt(1, FORMAT);
            insert.setString(2, JsonMapper.shared().writeValueAsString(origin));
            insert.setBoolean(3, patches > 0);
            insert.setString(4, version);
            insert.executeUpdate();
        }
    }

    /**
     * Lets the numbers of images that follow be greater than all of the current index, so that a page that shows its hits does not name other
     * images by their numbers. The images of an interrupted update get new ones if the current index may have given theirs to others since.
     */
    void numberAfterCurrent(Connection connection) throws SQLException {
        if (!CURRENT.exist(connection)) {
            return;
        }
        try (Statement statement = connection.createStatement()) {
            long current = CURRENT.lastNumber(statement);
            long own = lastNumber(statement);
            if (first(statement) <= current) {
                // The two ranges do not overlap, so that no number is taken while the rows change one by one.
                long shift = Math.max(current, own);
                statement.executeUpdate("UPDATE " + prefix + "images SET id = id + " + shift);
                own += shift;
            }
            statement.execute("SELECT setval(pg_get_serial_sequence('" + prefix + "images', 'id'), "
                    + Math.max(1, Math.max(current, own)) + ")");
        }
    }

    /** The greatest number that an image has or had; 0 if there was none. */
    private long lastNumber(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("SELECT greatest((SELECT max(id) FROM " + prefix
                + "images), coalesce(pg_sequence_last_value(pg_get_serial_sequence('" + prefix
                + "images', 'id')::regclass), 0))")) {
            row.next();
            return row.getLong(1);
        }
    }

    private long first(Statement statement) throws SQLException {
        try (ResultSet row =
                statement.executeQuery("SELECT coalesce(min(id), " + Long.MAX_VALUE + ") FROM " + prefix + "images")) {
            row.next();
            return row.getLong(1);
        }
    }

    void drop(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE IF EXISTS " + prefix + "images, " + prefix + "roots, " + prefix + "index");
        }
    }

    /**
     * Deletes the images of all other roots, which an interrupted update of other sources has left.
     *
     * @return how many images there were
     */
    int keepOnly(Connection connection, List<IndexRoot> kept) throws SQLException {
        Array names = connection.createArrayOf(
                "text", kept.stream().map(IndexRoot::data).toArray());
        String others = prefix + "roots WHERE data <> ALL (?)";
        try (PreparedStatement images = connection.prepareStatement(
                        "DELETE FROM " + prefix + "images WHERE root IN (SELECT id FROM " + others + ")");
                PreparedStatement roots = connection.prepareStatement("DELETE FROM " + others)) {
            images.setArray(1, names);
            roots.setArray(1, names);
            int deleted = images.executeUpdate();
            roots.executeUpdate();
            return deleted;
        }
    }

    /** A number that other tables with these names do not have; -1 if there are none. */
    long identity(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT coalesce(to_regclass('" + prefix + "index')::oid::bigint, -1)")) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Puts these tables in the place of the current ones, if there are any; readers see either all of the old or all of the new ones. */
    void replaceCurrent(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (CURRENT.exist(connection)) {
                statement.executeUpdate(
                        "UPDATE " + prefix + "index SET generation = generation + (SELECT max(generation) FROM "
                                + CURRENT.prefix + "index)");
            }
            CURRENT.drop(connection);
            for (String table : List.of("index", "roots", "images")) {
                statement.execute("ALTER TABLE " + prefix + table + " RENAME TO " + CURRENT.prefix + table);
            }
            statement.execute(
                    "ALTER INDEX IF EXISTS " + prefix + "images_hnsw RENAME TO " + CURRENT.prefix + "images_hnsw");
        }
    }

    /** Makes the graph of the vectors; an existing one has been kept up to date by the database. */
    void addGraph(Connection connection, int dimension) throws SQLException {
        if (dimension <= MAX_INDEXED) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("CREATE INDEX IF NOT EXISTS " + prefix + "images_hnsw ON " + prefix
                        + "images USING hnsw (image vector_ip_ops)");
            }
        }
    }

    Header header(Connection connection, Database database) throws SQLException, IndexException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT format, origin, patches, generation, version FROM " + prefix + "index")) {
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
    Map<Integer, IndexRoot> roots(Connection connection) throws SQLException {
        Map<Integer, IndexRoot> roots = new LinkedHashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT id, data, folder FROM " + prefix + "roots ORDER BY id")) {
            while (row.next()) {
                Optional<Path> folder = Optional.ofNullable(row.getString(3)).map(Path::of);
                roots.put(row.getInt(1), new IndexRoot(row.getString(2), folder));
            }
        }
        return roots;
    }
}
