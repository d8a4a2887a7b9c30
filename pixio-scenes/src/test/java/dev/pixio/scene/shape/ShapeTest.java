package dev.pixio.scene.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pixio.scene.material.ShapingFunctions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Intersections of rays from outside with each solid. */
class ShapeTest {

    private final Ray ray = new Ray();
    private final RayHit hit = new RayHit();

    static Stream<Shape> shapes() {
        return Stream.of(
                Ellipsoid.whole(new Vector3(0, 0.5, 0), new Vector3(0.4, 0.5, 0.3)),
                new Ellipsoid(new Vector3(0, 0.5, 0), new Vector3(0.5, 0.5, 0.5), 0.4),
                new Frustum(0, 0, 0, 0.5, 1, 0.2),
                new Frustum(0, 0, 0, 0.5, 1, 0),
                ConvexSolid.box(new Vector3(0, 0.5, 0), new Vector3(0.5, 0.5, 0.3)),
                ConvexSolid.pyramid(0.5, 1),
                ConvexSolid.roof(0.5, 0.4, 0.3, 0.5),
                new Torus(new Vector3(0, 0.5, 0), 0.35, 0.15),
                new Cup(0.4, 0.9, 0.35, 0.3));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void hitsAreInTheBoundingBoxWithNormalsTowardsTheOrigin(Shape shape) {
        int hits = 0;
        for (int i = 0; i < 1000; i++) {
            double targetX = 0.0013 * i - 0.65;
            double targetY = ShapingFunctions.fraction(0.618 * i) * 1.2 - 0.1;
            aim(2, 2.5, -3, targetX, targetY, 0.1);
            if (!shape.intersect(ray, hit)) {
                continue;
            }
            hits++;
            Vector3 away = new Vector3(ray.xAt(hit.t), ray.yAt(hit.t), ray.zAt(hit.t)).minus(shape.centre());
            assertThat(Math.abs(away.x())).isLessThan(shape.extent().x() + 2e-3);
            assertThat(Math.abs(away.y())).isLessThan(shape.extent().y() + 2e-3);
            assertThat(Math.abs(away.z())).isLessThan(shape.extent().z() + 2e-3);
            double facing = hit.normalX * ray.directionX + hit.normalY * ray.directionY + hit.normalZ * ray.directionZ;
            assertThat(facing).isLessThanOrEqualTo(1e-9);
        }
        assertThat(hits).isGreaterThan(100);
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void intersectionsBehindAnEarlierHitAreIgnored(Shape shape) {
        aim(2, 2.5, -3, 0.3, 0.62, 0);
        hit.reset(0.1);
        assertThat(shape.intersect(ray, hit)).isFalse();
        assertThat(hit.t).isEqualTo(0.1);
    }

    @Test
    void aRayPassesThroughTheHoleOfATorus() {
        Torus ring = new Torus(new Vector3(0, 0.5, 0), 0.35, 0.1);
        aim(0, 0.5, -3, 0, 0.5, 0);
        assertThat(ring.intersect(ray, hit)).isFalse();
        aim(0, 0.85, -3, 0, 0.85, 0);
        assertThat(ring.intersect(ray, hit)).isTrue();
        assertThat(ray.zAt(hit.t)).isCloseTo(-0.1, within(1e-3));
    }

    @Test
    void aRayFromAboveHitsTheFloorOfTheCup() {
        Cup cup = new Cup(0.4, 0.9, 0.35, 0.3);
        aim(0, 3, 0.001, 0.1, 0, 0);
        assertThat(cup.intersect(ray, hit)).isTrue();
        assertThat(ray.yAt(hit.t)).isCloseTo(0.3, within(1e-9));
    }

    @Test
    void aConeHasHalfItsRadiusAtHalfItsHeight() {
        aim(0, 0.5, -3, 0, 0.5, 0);
        assertThat(new Frustum(0, 0, 0, 0.5, 1, 0).intersect(ray, hit)).isTrue();
        assertThat(ray.zAt(hit.t)).isCloseTo(-0.25, within(1e-12));
    }

    private void aim(double x, double y, double z, double targetX, double targetY, double targetZ) {
        ray.setOrigin(x, y, z);
        ray.setDirection(targetX - x, targetY - y, targetZ - z);
        hit.reset(100);
    }
}
