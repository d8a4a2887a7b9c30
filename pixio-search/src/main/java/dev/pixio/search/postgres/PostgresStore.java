package dev.pixio.search.postgres;

import com.pgvector.PGvector;
import dev.pixio.embed.FeatureOrigin;
import dev.pixio.search.FileFacts;
import dev.pixio.search.IndexException;
import dev.pixio.search.IndexRoot;
import dev.pixio.search.update.ImageVectors;
import dev.pixio.search.update.IndexStore;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An index in PostgreSQL, opened for an update. Each batch is a transaction: readers see images as they are computed, and an interrupted
 * update goes on after the last one. A new index in the place of an old one is made in tables beside it, which replace it when it is complete.
 */
public final class PostgresStore implements IndexStore {

    private static final String NO_IMAGES = "none of the images can be read: the index would be empty";

    private final Database database;
    private final Connection connection;
    private final Tables tables;
    private final String version;
    private final Map<IndexRoot, Root> roots = new HashMap<>();
    private @Nullable FeatureOrigin origin;
    private boolean created;
    private long added;
    private long changed;

    /** What the index has of a root. */
    private record Root(int number, Map<String, Known> images) {}

    /** An image of the index, and whether this update has found it. */
    private static final class Known {
        private final FileFacts facts;
        private boolean found;

        Known(FileFacts facts) {
            this.facts = facts;
        }
    }

    private PostgresStore(Database database, Connection connection, boolean anew, String version) {
        this.database = database;
        this.connection = connection;
        this.tables = anew ? Tables.BUILT : Tables.CURRENT;
        this.version = version;
    }

    /**
     * Connects to a database, whose role must be allowed to create tables, and the extension {@code vector} if it is not there.
     *
     * @param anew whether an index that is there is replaced
     * @param version of the program that writes the index
     * @throws IndexException in one line: there is no connection, or another process updates the index
     */
    public static PostgresStore open(Database database, boolean anew, String version) throws IndexException {
        Connection connection = database.connect();
        return database.checked(() -> {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT pg_try_advisory_lock(hashtext('pixio_index'))")) {
                row.next();
                if (!row.getBoolean(1)) {
                    connection.close();
                    throw new IndexException("another process updates the index in " + database + ": wait for it");
                }
            }
            return new PostgresStore(database, connection, anew, version);
        });
    }

    @Override
    public void begin(FeatureOrigin wanted) throws IndexException {
        origin = wanted;
        database.checked(() -> {
            created = tables.exist(connection);
            if (created && tables.equals(Tables.BUILT) && !isContinued(wanted)) {
                tables.drop(connection);
                created = false;
            }
            if (created) {
                requireSame(tables.header(connection, database).origin(), wanted);
                if (tables.equals(Tables.BUILT)) {
                    tables.numberAfterCurrent(connection);
                }
                Database.addVectors(connection);
            }
            connection.commit();
            return created;
        });
    }

    /** Whether what an interrupted update left is of the same weights and settings. */
    private boolean isContinued(FeatureOrigin wanted) throws SQLException {
        try {
            return tables.header(connection, database)
                    .origin()
                    .differences(wanted)
                    .isEmpty();
        } catch (IndexException e) {
            return false; // of another version
        }
    }

    private void requireSame(FeatureOrigin stored, FeatureOrigin wanted) throws IndexException {
        List<String> differences = stored.differences(wanted);
        if (!differences.isEmpty()) {
            throw new IndexException(
                    "the index in " + database + " was made with other weights or settings: of the index, "
                            + String.join("; ", differences) + ". Use the same, or make it anew with --overwrite");
        }
    }

    @Override
    public Optional<FileFacts> known(IndexRoot root, String path) throws IndexException {
        Root known = created ? root(root) : new Root(0, Map.of());
        return Optional.ofNullable(known.images().get(path)).map(image -> image.facts);
    }

    private Root root(IndexRoot root) throws IndexException {
        Root known = roots.get(root);
        if (known == null) {
            known = database.checked(() -> read(root));
            roots.put(root, known);
        }
        return known;
    }

    private Root read(IndexRoot root) throws SQLException {
        int number;
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO " + tables.prefix() + "roots (data, folder) VALUES (?, ?)"
                        + " ON CONFLICT (data) DO UPDATE SET folder = excluded.folder RETURNING id")) {
            insert.setString(1, root.data());
            insert.setString(2, root.folder().map(Path::toString).orElse(null));
            try (ResultSet row = insert.executeQuery()) {
                row.next();
                number = row.getInt(1);
            }
        }
        Map<String, Known> images = new HashMap<>();
        try (PreparedStatement select =
                connection.prepareStatement("SELECT path, bytes, modified, sha256, width, height FROM "
                        + tables.prefix() + "images WHERE root = ?")) {
            select.setInt(1, number);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    images.put(row.getString(1), new Known(facts(row, 2)));
                }
            }
        }
        return new Root(number, images);
    }

    /** The facts of a row, from a column on. */
    static FileFacts facts(ResultSet row, int first) throws SQLException {
        try {
            return new FileFacts(
                    row.getLong(first),
                    row.getLong(first + 1),
                    Optional.ofNullable(row.getString(first + 2)),
                    row.getInt(first + 3),
                    row.getInt(first + 4));
        } catch (IllegalArgumentException e) {
            throw new SQLException("a row of the index has " + e.getMessage(), e);
        }
    }

    @Override
    public void keep(IndexRoot root, String path, FileFacts facts) throws IndexException {
        Root known = root(root);
        Known image = known.images().get(path);
        if (image == null) {
            throw new IllegalArgumentException("the index has no image " + path);
        }
        image.found = true;
        if (!image.facts.equals(facts)) {
            database.checked(() -> {
                try (PreparedStatement update = connection.prepareStatement("UPDATE " + tables.prefix()
                        + "images SET bytes = ?, modified = ? WHERE root = ? AND path = ?")) {
                    update.setLong(1, facts.bytes());
                    update.setLong(2, facts.modified());
                    update.setInt(3, known.number());
                    update.setString(4, path);
                    return update.executeUpdate();
                }
            });
        }
    }

    @Override
    public void put(IndexRoot root, String path, FileFacts facts, ImageVectors vectors) throws IndexException {
        if (!created) {
            int patches = vectors.patchMean() == vectors.image() ? 0 : vectors.patchMean().length;
            database.checked(() -> {
                tables.create(connection, Objects.requireNonNull(origin), patches, version);
                if (tables.equals(Tables.BUILT)) {
                    tables.numberAfterCurrent(connection);
                }
                Database.addVectors(connection);
                return patches;
            });
            created = true;
        }
        Root known = root(root);
        if (known.images().containsKey(path)) {
            changed++;
        } else {
            added++;
        }
        database.checked(() -> {
            delete(known.number(), path); // the image gets a new id
            insert(known.number(), path, facts, vectors);
            return path;
        });
        Known image = new Known(facts);
        image.found = true;
        known.images().put(path, image);
    }

    private void insert(int root, String path, FileFacts facts, ImageVectors vectors) throws SQLException {
        boolean patches = vectors.patchMean() != vectors.image();
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO " + tables.prefix() + "images (root, path, bytes, modified,"
                        + " sha256, width, height, image" + (patches ? ", patches" : "")
                        + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?"
                        + (patches ? ", ?)" : ")"))) {
            insert.setInt(1, root);
            insert.setString(2, path);
            insert.setLong(3, facts.bytes());
            insert.setLong(4, facts.modified());
            insert.setString(5, facts.sha256().orElse(null));
            insert.setInt(6, facts.width());
            insert.setInt(7, facts.height());
            insert.setObject(8, new PGvector(vectors.image()));
            if (patches) {
                insert.setObject(9, new PGvector(vectors.patchMean()));
            }
            insert.executeUpdate();
        }
    }

    private void delete(int root, String path) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM " + tables.prefix() + "images WHERE root = ? AND path = ?")) {
            delete.setInt(1, root);
            delete.setString(2, path);
            delete.executeUpdate();
        }
    }

    @Override
    public void endBatch() throws IndexException {
        database.checked(() -> {
            connection.commit();
            return true;
        });
    }

    @Override
    public StoreChanges finish(List<IndexRoot> updated) throws IndexException {
        if (!created) {
            throw new IndexException(NO_IMAGES);
        }
        if (tables.equals(Tables.BUILT)) {
            database.checked(() -> tables.keepOnly(connection, updated));
        }
        long removed = 0;
        for (IndexRoot root : updated) {
            Root known = root(root);
            for (Map.Entry<String, Known> image : known.images().entrySet()) {
                if (!image.getValue().found) {
                    database.checked(() -> {
                        delete(known.number(), image.getKey());
                        return true;
                    });
                    removed++;
                }
            }
        }
        return end(removed);
    }

    private StoreChanges end(long removed) throws IndexException {
        return database.checked(() -> {
            try (Statement statement = connection.createStatement()) {
                if (added + changed + removed > 0 || tables.equals(Tables.BUILT)) {
                    statement.executeUpdate("UPDATE " + tables.prefix() + "index SET generation = generation + 1");
                }
                tables.addGraph(
                        connection, tables.header(connection, database).origin().dimension());
                if (tables.equals(Tables.BUILT)) {
                    tables.replaceCurrent(connection);
                }
                try (ResultSet row = statement.executeQuery(
                        "SELECT count(*), (SELECT generation FROM pixio_index) FROM pixio_images")) {
                    row.next();
                    if (row.getLong(1) == 0 && tables.equals(Tables.BUILT)) {
                        throw new IndexException(NO_IMAGES); // the old index stays
                    }
                    StoreChanges changes = new StoreChanges(row.getLong(1), added, changed, removed, row.getLong(2));
                    connection.commit();
                    return changes;
                }
            }
        });
    }

    @Override
    public void close() throws IndexException {
        database.checked(() -> {
            if (!connection.isClosed()) {
                connection.rollback();
                connection.close();
            }
            return true;
        });
    }
}
