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
 * Composes a scene from the image to the world: it first draws the image positions of the horizon and the main object and
 * the size of the object, then computes the camera and the position of the object.
 */
public final class SceneComposer {

    private static final int ATTEMPTS = 12;

    private final RandomStream random;
    private final MaterialChooser materials;
    private final ObjectBuilder objectBuilder;

    private SceneComposer(RandomStream random) {
        this.random = random;
        this.materials = new MaterialChooser(random);
        this.objectBuilder = new ObjectBuilder(random);
    }

    /** The class of the main object for a random stream; it is the first choice from the stream. */
    public static SceneClass chooseClass(RandomStream random) {
        SceneClass[] classes = SceneClass.values();
        return classes[random.nextInt(classes.length)];
    }

    /** The scene for a random stream, from which nothing has been drawn. */
    public static SceneLayout compose(RandomStream random) {
        SceneClass label = chooseClass(random);
        return new SceneComposer(random).layout(label);
    }

    private SceneLayout layout(SceneClass label) {
        List<ObjectPart> model = objectBuilder.model(label);
        BoundingBox bounds = BoundingBox.of(model);
        double share = random.nextDouble(0.42, 0.7); // of the image's height or width
        double extent = Math.max(bounds.height(), 1.15 * bounds.width());
        // The near edge of a wide object is enlarged by perspective, and would fill the image.
        double size = Math.min(2 * share / extent, 1.4 / bounds.diagonal());
        double imageHeight = size * bounds.height(); // in image coordinates
        double base = random.nextDouble(-0.2, 0.12) - 0.5 * imageHeight;
        double horizon = Math.max(random.nextDouble(0, 0.85), base + 0.3);
        double focal = random.nextDouble(2.1, 3.2);
        double distance = random.nextDouble(3.5, 6.5);
        Camera camera = Camera.framing(distance, base, focal, horizon, random.nextDouble(-0.05, 0.05));

        double across = random.nextDouble(-0.32, 0.32);
        SceneObject main = place(label, model, camera, distance, across, size);
        boolean outside = random.nextInt(2) == 0;
        Background background = outside ? new LightingChooser(random).sky() : wall(main);
        Lighting lighting = background instanceof Sky sky
                ? new LightingChooser(random).sun(sky)
                : new LightingChooser(random).lamp();
        Material ground = outside ? materials.outdoorGround() : materials.floor();
        return new SceneLayout(
                camera, lighting, ground, background, withOthers(main, camera, distance, share, background));
    }

    /** A wall behind the main object, near enough to receive its shadow. */
    private Wall wall(SceneObject main) {
        double slant = random.nextDouble(-0.3, 0.3);
        double behind = main.radius() * random.nextDouble(1.2, 3.5);
        double distance = main.centre().z() + slant * main.centre().x() + behind * (1 + Math.abs(slant));
        Material material = materials.wall();
        return new Wall(distance, slant, material, material.light().times(0.6));
    }

    /** Adds up to three objects of other classes that neither intersect each other nor hide the main object. */
    private List<SceneObject> withOthers(
            SceneObject main, Camera camera, double distance, double share, Background background) {
        List<SceneObject> objects = new ArrayList<>(List.of(main));
        List<SceneClass> remaining = new ArrayList<>(List.of(SceneClass.values()));
        remaining.remove(main.label());
        int wanted = random.nextInt(4);
        for (int attempt = 0; attempt < ATTEMPTS && objects.size() <= wanted; attempt++) {
            SceneClass label = remaining.get(random.nextInt(remaining.size()));
            SceneObject other = other(label, camera, distance, share);
            if (fits(other, objects, background)) {
                objects.add(other);
                remaining.remove(label);
            }
        }
        return objects;
    }

    private SceneObject other(SceneClass label, Camera camera, double distance, double share) {
        List<ObjectPart> model = objectBuilder.model(label);
        boolean front = random.nextInt(5) == 0;
        double away = distance * (front ? random.nextDouble(0.7, 0.85) : random.nextDouble(1.1, 1.9));
        double side = random.nextInt(2) == 0 ? 1 : -1;
        double across = front ? side * random.nextDouble(0.75, 1) : random.nextDouble(-0.95, 0.95);
        double size = 2 * share * random.nextDouble(0.4, 0.7);
        return place(label, model, camera, away, across, size);
    }

    private static boolean fits(SceneObject object, List<SceneObject> others, Background background) {
        for (SceneObject other : others) {
            double x = object.centre().x() - other.centre().x();
            double z = object.centre().z() - other.centre().z();
            double apart = 0.8 * (object.radius() + other.radius());
            if (x * x + z * z < apart * apart) {
                return false;
            }
        }
        Vector3 centre = object.centre();
        SceneObject main = others.get(0);
        // In image coordinates; a nearer object must not hide the main object.
        double between = Math.abs(
                centre.x() / centre.z() - main.centre().x() / main.centre().z());
        boolean hides = centre.z() < main.centre().z()
                && between
                        < object.radius() / centre.z()
                                + 0.7 * main.radius() / main.centre().z();
        return !hides
                && !(background instanceof Wall wall
                        && wall.distanceInFront(centre.x(), centre.z()) < 1.1 * object.radius());
    }

    /**
     * Places a model on the ground at an image position.
     *
     * @param away distance along the ground, in metres
     * @param across image x, -1 .. 1
     * @param size of a model unit in the image, in half image heights
     */
    private SceneObject place(
            SceneClass label, List<ObjectPart> model, Camera camera, double away, double across, double size) {
        double metres = camera.depth(away) / camera.focal(); // metres per half image height at that distance
        double maxRotation = objectBuilder.maxRotation(label);
        return new SceneObject(
                label,
                model,
                new Vector3(across * metres, 0, away),
                size * metres,
                random.nextDouble(-maxRotation, maxRotation));
    }
}
