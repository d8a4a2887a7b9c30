package dev.pixio.bench.profile;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KindOfWorkTest {

    @ParameterizedTest
    @CsvSource({
        "aten::addmm, PRODUCTS",
        "aten::_addmm_activation, PRODUCTS",
        "mkldnn::_linear_pointwise, PRODUCTS",
        "aten::bmm, ATTENTION",
        "aten::_softmax_backward_data, ATTENTION",
        "aten::_scaled_dot_product_flash_attention_for_cpu_backward, ATTENTION",
        "aten::native_layer_norm_backward, NORMS",
        "aten::add_, ELEMENT_WISE",
        "aten::gelu_backward, ELEMENT_WISE",
        "aten::_fused_adamw_, OPTIMIZER",
        "aten::_foreach_norm, OPTIMIZER",
        "aten::_to_copy, COPIES",
        "aten::scatter_add_, COPIES",
        "aten::sum, REDUCTIONS",
    })
    void anOperatorIsOfTheKindOfItsName(String name, KindOfWork kind) {
        assertThat(KindOfWork.ofOperator(name)).contains(kind);
    }

    @Test
    void viewsAndTheNodesOfAutogradAreOfNoKind() {
        assertThat(KindOfWork.ofOperator("aten::view")).isEmpty();
        assertThat(KindOfWork.ofOperator("AddmmBackward0")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "nvjet_hsh_128x256_64x4_1x2_h_bz_coopA_NNT, PRODUCTS",
        "sm90_xmma_gemm_f32f32_f32f32_f32_tn_n_tilesize64x64x8, PRODUCTS",
        "void cutlass::Kernel2<cutlass_80_tensorop_bf16_s16816gemm>, PRODUCTS",
        "pytorch_flash::flash_bwd_dq_dk_dv_loop_seqk_parallel_kernel, ATTENTION",
        "fmha_cutlassF_bf16_aligned_64x64_rf_sm80, ATTENTION",
        "void at::native::(anonymous namespace)::vectorized_layer_norm_kernel, NORMS",
        "void at::native::multi_tensor_apply_kernel<FusedAdamMathFunctor>, OPTIMIZER",
        "void at::native::elementwise_kernel<direct_copy_kernel_cuda>, COPIES",
        "Memcpy HtoD (Pinned -> Device), COPIES",
        "void at::native::reduce_kernel<512>, REDUCTIONS",
        "void at::native::vectorized_elementwise_kernel<4>, ELEMENT_WISE",
        "some_kernel, OTHER",
    })
    void aKernelIsOfTheKindOfItsName(String name, KindOfWork kind) {
        assertThat(KindOfWork.ofKernel(name)).isEqualTo(kind);
    }
}
