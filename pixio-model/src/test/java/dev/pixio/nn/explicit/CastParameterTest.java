package dev.pixio.nn.explicit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.torch.Tensors;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

class CastParameterTest {

    @Test
    void replicaSharesTheCopyAndHasAGradientOfItsOwn() {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensor original = Tensors.of(new float[] {1, 2}, 2);
            Tensor replica = original.detach();
            try (CastParameter cast = new CastParameter(original, ScalarType.BFloat16);
                    CastParameter shared = cast.sharedBy(replica)) {
                assertThat(Tensors.toFloats(shared.get())).containsExactly(1, 2);
                assertThat(shared.get().data_ptr()).isEqualTo(cast.get().data_ptr());

                shared.addGradient(0, Tensors.of(new float[] {3, 4}, 2));

                assertThat(Tensors.toFloats(replica.grad())).containsExactly(3, 4);
                assertThat(original.grad().defined()).isFalse();
            }
        }
    }

    @Test
    void copyIsRenewedWhenTheParameterHasChanged() {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensor parameter = Tensors.of(new float[] {1, 2}, 2);
            try (CastParameter cast = new CastParameter(parameter, ScalarType.BFloat16);
                    CastParameter shared = cast.sharedBy(parameter.detach())) {
                assertThat(Tensors.toFloats(cast.get())).containsExactly(1, 2);

                parameter.add_(new Scalar(1.0));

                assertThat(Tensors.toFloats(shared.get())).containsExactly(2, 3);
            }
        }
    }

    @Test
    void copiesOfManyParametersAreRenewedAtOnceAndThoseThatAreNotStaleAreLeft() {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensor changed = Tensors.of(new float[] {1, 2}, 2);
            Tensor unchanged = Tensors.of(new float[] {3}, 1);
            try (CastParameter one = new CastParameter(changed, ScalarType.BFloat16);
                    CastParameter other = new CastParameter(unchanged, ScalarType.BFloat16);
                    CastParameter same = new CastParameter(unchanged, ScalarType.Float)) {
                Tensor before = one.get();
                Tensor left = other.get();
                changed.add_(new Scalar(1.0));
                left.fill_(new Scalar(7.0)); // shows whether it is copied again

                CastValues.renew(List.of(one.values(), other.values(), same.values(), one.values()));

                assertThat(Tensors.toFloats(before)).containsExactly(2, 3);
                assertThat(Tensors.toFloats(left)).containsExactly(7);
                assertThat(Tensors.toFloats(same.get())).containsExactly(3);
            }
        }
    }

    @Test
    void closingTheReplicasParameterLeavesTheCopy() {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard();
                CastParameter cast = new CastParameter(Tensors.of(new float[] {1, 2}, 2), ScalarType.BFloat16)) {
            cast.sharedBy(Tensors.of(new float[] {1, 2}, 2)).close();

            assertThat(Tensors.toFloats(cast.get())).containsExactly(1, 2);
        }
    }
}
