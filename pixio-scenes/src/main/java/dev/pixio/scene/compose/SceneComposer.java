package dev.pixio.scene.compose;

import dev.pixio.scene.layout.Background;
import dev.pixio.scene.layout.BoundingBox;
import dev.pixio.scene.layout.Camera;
import dev.pixio.scene.layout.Lighting;
import dev.pixio.scene.layout.ObjectPart;
import dev.pixio.scene.layout.SceneClass;
import dev.pixio.scene.layout.SceneLayout;
import dev.pixio.scene.layout.SceneObject;
import dev.pixio.scene.layout.Sky;
import dev.pixio.scene.layout.Wall;
import dev.pixio.scene.material.Material;
import dev.pixio.scene.shape.Vector3;
import dev.pixio.torch.RandomStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Composes a stage as a photographer would, from the image to the world: first where the horizon and the main object
 * are to appear and how large, then where camera and object must stand for that.
 */
public final class SceneComposer {

    private static final int ATTEMPTS = 12;

    private final RandomStream random;
    private final MaterialChooser palette;
    private final ObjectBuilder sculptor;

    private SceneComposer(RandomStream random) {
        this.random = random;
        this.palette = new MaterialChooser(random);
        this.sculptor = new ObjectBuilder(random);
    }

    /** What the main object of the stage from this stream will be; it is the stream's first choice. */
    public static SceneClass chooseClass(RandomStream random) {
        SceneClass[] classes = SceneClass.values();
        return classes[random.nextInt(classes.length)];
    }

    /** The stage that a fresh stream stands for. */
    public static SceneLayout compose(RandomStream random) {
        SceneClass label = chooseClass(random);
        return new SceneComposer(random).stage(label);
    }

    private SceneLayout stage(SceneClass label) {
        List<ObjectPart> model = sculptor.model(label);
        BoundingBox bounds = BoundingBox.of(model);
        double share = random.nextDouble(0.42, 0.7); // of the image's height or width
        double extent = Math.max(bounds.height(), 1.15 * bounds.width());
        // A near edge looks larger than the middle, and what is broad all around would fill the image with it.
        double size = Math.min(2 * share / extent, 1.4 / bounds.diagonal());
        double tall = size * bounds.height(); // on the image
        double base = random.nextDouble(-0.2, 0.12) - 0.5 * tall;
        double horizon = Math.max(random.nextDouble(0, 0.85), base + 0.3);
        double focal = random.nextDouble(2.1, 3.2);
        double distance = random.nextDouble(3.5, 6.5);
        Camera camera = Camera.framing(distance, base, focal, horizon, random.nextDouble(-0.05, 0.05));

        double across = random.nextDouble(-0.32, 0.32);
        SceneObject main = place(label, model, camera, distance, across, size);
        boolean outside = random.nextInt(2) == 0;
        Background backdrop = outside ? new LightingChooser(random).sky() : room(main);
        Lighting sun =
                backdrop instanceof Sky sky ? new LightingChooser(random).sun(sky) : new LightingChooser(random).lamp();
        Material ground = outside ? palette.field() : palette.floor();
        return new SceneLayout(camera, sun, ground, backdrop, withOthers(main, camera, distance, share, backdrop));
    }

    /** Between far enough to be blurred by distance and near enough to catch the shadow. */
    private Wall room(SceneObject main) {
        double slant = random.nextDouble(-0.3, 0.3);
        double behind = main.radius() * random.nextDouble(1.2, 3.5);
        double distance = main.centre().z() + slant * main.centre().x() + behind * (1 + Math.abs(slant));
        Material material = palette.wall();
        return new Wall(distance, slant, material, material.light().times(0.6));
    }

    /** Adds up to three others of different classes, where they do not stand in each other or before the main one. */
    private List<SceneObject> withOthers(
            SceneObject main, Camera camera, double distance, double share, Background backdrop) {
        List<SceneObject> bodies = new ArrayList<>(List.of(main));
        List<SceneClass> left = new ArrayList<>(List.of(SceneClass.values()));
        left.remove(main.label());
        int wanted = random.nextInt(4);
        for (int attempt = 0; attempt < ATTEMPTS && bodies.size() <= wanted; attempt++) {
            SceneClass label = left.get(random.nextInt(left.size()));
            SceneObject other = other(label, camera, distance, share);
            if (fits(other, bodies, backdrop)) {
                bodies.add(other);
                left.remove(label);
            }
        }
        return bodies;
    }

    private SceneObject other(SceneClass label, Camera camera, double distance, double share) {
        List<ObjectPart> model = sculptor.model(label);
        boolean front = random.nextInt(5) == 0;
        double away = distance * (front ? random.nextDouble(0.7, 0.85) : random.nextDouble(1.1, 1.9));
        double side = random.nextInt(2) == 0 ? 1 : -1;
        double across = front ? side * random.nextDouble(0.75, 1) : random.nextDouble(-0.95, 0.95);
        double size = 2 * share * random.nextDouble(0.4, 0.7);
        return place(label, model, camera, away, across, size);
    }

    private static boolean fits(SceneObject body, List<SceneObject> others, Background backdrop) {
        for (SceneObject other : others) {
            double x = body.centre().x() - other.centre().x();
            double z = body.centre().z() - other.centre().z();
            double apart = 0.8 * (body.radius() + other.radius());
            if (x * x + z * z < apart * apart) {
                return false;
            }
        }
        Vector3 centre = body.centre();
        SceneObject main = others.get(0);
        // On the image; a nearer one must leave the main one free.
        double between = Math.abs(
                centre.x() / centre.z() - main.centre().x() / main.centre().z());
        boolean hides = centre.z() < main.centre().z()
                && between
                        < body.radius() / centre.z()
                                + 0.7 * main.radius() / main.centre().z();
        return !hides && !(backdrop instanceof Wall wall && wall.before(centre.x(), centre.z()) < 1.1 * body.radius());
    }

    /**
     * Stands a model on the ground where the image wants it.
     *
     * @param away along the ground, in metres
     * @param across the image, -1 .. 1
     * @param size how large a unit of the model is on the image, in half image heights
     */
    private SceneObject place(
            SceneClass label, List<ObjectPart> model, Camera camera, double away, double across, double size) {
        double metres = camera.depth(away) / camera.focal(); // that half an image height shows there
        double freedom = sculptor.freedom(label);
        return new SceneObject(
                label,
                model,
                new Vector3(across * metres, 0, away),
                size * metres,
                random.nextDouble(-freedom, freedom));
    }
}
