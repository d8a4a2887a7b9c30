package dev.pixio.scene.compose;

import dev.pixio.scene.layout.ObjectPart;
import dev.pixio.scene.layout.SceneClass;
import dev.pixio.scene.material.Material;
import dev.pixio.scene.shape.ConvexSolid;
import dev.pixio.scene.shape.Cup;
import dev.pixio.scene.shape.Ellipsoid;
import dev.pixio.scene.shape.Frustum;
import dev.pixio.scene.shape.Torus;
import dev.pixio.scene.shape.Vector3;
import dev.pixio.torch.RandomStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Builds a random model of each class from simple solids. A model stands on y = 0, is centred on the y axis and about 1 high;
 * its front faces the camera, towards negative z.
 */
final class ObjectBuilder {

    private final RandomStream random;
    private final MaterialChooser materials;

    ObjectBuilder(RandomStream random) {
        this.random = random;
        this.materials = new MaterialChooser(random);
    }

    /** The parts of a random model of a class. */
    List<ObjectPart> model(SceneClass label) {
        return switch (label) {
            case BALL -> ball();
            case CUBE -> cube();
            case CYLINDER -> cylinder();
            case CONE -> cone();
            case RING -> ring();
            case PYRAMID -> pyramid();
            case MUSHROOM -> mushroom();
            case TREE -> random.nextInt(2) == 0 ? fir() : leafTree();
            case HOUSE -> house();
            case MUG -> mug();
        };
    }

    /** The largest rotation to either side that does not hide the features of the class, in radians. */
    double maxRotation(SceneClass label) {
        return label == SceneClass.RING || label == SceneClass.MUG || label == SceneClass.HOUSE ? 0.95 : Math.PI;
    }

    private List<ObjectPart> ball() {
        return List.of(new ObjectPart(Ellipsoid.whole(at(0, 0.5, 0), at(0.5, 0.5, 0.5)), materials.patterned()));
    }

    private List<ObjectPart> cube() {
        double height = between(0.45, 0.52);
        return List.of(
                new ObjectPart(ConvexSolid.box(at(0, height, 0), at(0.48, height, 0.48)), materials.patterned()));
    }

    private List<ObjectPart> cylinder() {
        double radius = between(0.26, 0.5);
        return List.of(new ObjectPart(new Frustum(0, 0, 0, radius, 1, radius), materials.patterned()));
    }

    private List<ObjectPart> cone() {
        return List.of(new ObjectPart(new Frustum(0, 0, 0, between(0.36, 0.58), 1, 0), materials.patterned()));
    }

    private List<ObjectPart> ring() {
        double tube = between(0.1, 0.17);
        double radius = 0.5 - tube;
        return List.of(new ObjectPart(new Torus(at(0, 0.5, 0), radius, tube), materials.patterned()));
    }

    private List<ObjectPart> pyramid() {
        return List.of(new ObjectPart(ConvexSolid.pyramid(between(0.46, 0.6), between(0.8, 1)), materials.patterned()));
    }

    private List<ObjectPart> mushroom() {
        double brim = between(0.4, 0.58);
        double width = between(0.38, 0.52);
        double stem = between(0.1, 0.17);
        return List.of(
                new ObjectPart(new Frustum(0, 0, 0, 1.35 * stem, brim + 0.1, 0.9 * stem), materials.plain()),
                new ObjectPart(
                        new Ellipsoid(at(0, brim, 0), at(width, 1 - brim, width), brim - 0.06), materials.patterned()));
    }

    private List<ObjectPart> fir() {
        List<ObjectPart> parts = new ArrayList<>();
        int tiers = 2 + random.nextInt(3);
        double bottom = between(0.14, 0.24);
        double width = between(0.3, 0.42);
        Material needles = materials.patterned();
        parts.add(new ObjectPart(new Frustum(0, 0, 0, 0.08, 0.4, 0.06), materials.plain()));
        double rise = (1 - bottom) / (tiers + 0.6);
        for (int tier = 0; tier < tiers; tier++) {
            double low = bottom + tier * rise;
            double radius = width * (1 - 0.8 * tier / (tiers + 0.6));
            parts.add(new ObjectPart(new Frustum(0, 0, low, radius, low + 1.6 * rise, 0), needles));
        }
        return parts;
    }

    private List<ObjectPart> leafTree() {
        List<ObjectPart> parts = new ArrayList<>();
        Material leaves = materials.patterned();
        double crown = between(0.6, 0.68);
        double radius = 0.98 - crown;
        parts.add(new ObjectPart(new Frustum(0, 0, 0, 0.09, crown, 0.05), materials.plain()));
        parts.add(new ObjectPart(Ellipsoid.whole(at(0, crown, 0), at(radius, radius, radius)), leaves));
        int branches = 2 + random.nextInt(3);
        double first = between(0, 6.28);
        for (int branch = 0; branch < branches; branch++) {
            double angle = first + 6.28 * branch / branches;
            double size = between(0.17, 0.24);
            Vector3 middle =
                    at(0.24 * StrictMath.cos(angle), crown - between(0.05, 0.16), 0.24 * StrictMath.sin(angle));
            parts.add(new ObjectPart(Ellipsoid.whole(middle, at(size, size, size)), leaves));
        }
        return parts;
    }

    private List<ObjectPart> house() {
        double half = between(0.32, 0.42);
        double length = between(0.34, 0.5);
        double eaves = between(0.42, 0.56);
        double roof = between(0.3, 0.42);
        double side = random.nextInt(2) == 0 ? 1 : -1;
        Material glass = materials.plain();
        return List.of(
                new ObjectPart(
                        ConvexSolid.box(at(0, 0.5 * eaves, 0), at(half, 0.5 * eaves, length)), materials.patterned()),
                new ObjectPart(ConvexSolid.roof(eaves, half + 0.07, roof, length + 0.06), materials.patterned()),
                new ObjectPart(
                        ConvexSolid.box(at(-side * 0.4 * half, 0.15, -length), at(0.085, 0.15, 0.012)),
                        materials.plain()),
                new ObjectPart(ConvexSolid.box(at(side * 0.42 * half, 0.25, -length), at(0.09, 0.08, 0.012)), glass),
                // A box through the whole house gives windows on both sides.
                new ObjectPart(ConvexSolid.box(at(0, 0.27, 0.4 * length), at(half + 0.012, 0.08, 0.09)), glass),
                new ObjectPart(ConvexSolid.box(at(0, 0.27, -0.4 * length), at(half + 0.012, 0.08, 0.09)), glass),
                new ObjectPart(
                        ConvexSolid.box(at(side * 0.55 * half, eaves + 0.75 * roof, 0.3 * length), at(0.06, 0.2, 0.06)),
                        materials.plain()));
    }

    private List<ObjectPart> mug() {
        double radius = between(0.3, 0.42);
        double height = between(0.75, 0.95);
        double side = random.nextInt(2) == 0 ? 1 : -1;
        double handle = between(0.2, 0.26);
        Material glaze = materials.patterned();
        Vector3 grip = at(side * (radius + 0.04), 0.52 * height, 0);
        return List.of(
                new ObjectPart(new Cup(radius, height, radius - 0.05, height * between(0.15, 0.8)), glaze),
                new ObjectPart(new Torus(grip, handle, 0.05), random.nextInt(2) == 0 ? glaze : materials.plain()));
    }

    private double between(double low, double high) {
        return random.nextDouble(low, high);
    }

    private static Vector3 at(double x, double y, double z) {
        return new Vector3(x, y, z);
    }
}
