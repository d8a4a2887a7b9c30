package dev.pixio.bench.profile;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** What the time of a training step goes to, by the names of libtorch's operators and of the kernels on a GPU. */
public enum KindOfWork {
    /** Linear layers and their gradients. */
    PRODUCTS(
            "matrix products",
            "(add)?mm|(add)?mv|matmul|einsum|.*linear.*|addmm_activation|(slow_)?conv.*|mkldnn_conv.*"),
    /** Attention, fused or as products and softmax: batched products are nowhere else in these models. */
    ATTENTION("attention", "bmm|baddbmm|softmax.*|scaled_dot_product.*|.*(flash|efficient|cudnn)_attention.*"),
    /** LayerNorm. */
    NORMS("norms", "(native_)?layer_norm.*"),
    /** Activations, residual sums, gradients that are added. */
    ELEMENT_WISE(
            "element-wise",
            "add|sub|rsub|mul|div|neg|gelu.*|tanh|relu|r?sqrt|pow|exp|log|square|reciprocal|where|clamp.*|addc(mul|div)|lerp"
                    + "|rand.*|uniform|normal|bernoulli|lt|le|gt|ge|eq|ne|isfinite"),
    /** Sums, means and variances: of targets, losses and gradients of biases. */
    REDUCTIONS("reductions", "sum|mean|var.*|std.*|mse_loss.*|norm|linalg_vector_norm|max|min|a?max|any|all"),
    /** The norm of the gradients and AdamW. */
    OPTIMIZER("optimizer", "fused_adamw|foreach_.*"),
    /** Copies, casts, tokens that are gathered or scattered, and memory that is filled. */
    COPIES(
            "copies and gathers",
            "copy|to_copy|to|clone|contiguous|cat|stack|repeat|index.*|gather.*|scatter.*|select_backward|slice_backward"
                    + "|fill|zero|zeros|ones|pin_memory|to_mkldnn|to_dense|mkldnn_reorder.*|reorder.*|memcpy.*|memset.*"),
    /** Everything else, such as memory that is allocated and views. */
    OTHER("other", "(?!)");

    private static final Pattern PRODUCT_KERNEL = Pattern.compile("gemm|cutlass|xmma|nvjet|cublas|splitk|gemv");
    private static final Pattern ATTENTION_KERNEL = Pattern.compile("flash|fmha|attention|softmax");
    private static final Pattern NORM_KERNEL = Pattern.compile("layer_?norm|gammabeta");
    private static final Pattern OPTIMIZER_KERNEL = Pattern.compile("multi_tensor|adam");
    private static final Pattern COPY_KERNEL = Pattern.compile("copy|memcpy|memset|catarray|index|gather|scatter|fill");
    private static final Pattern REDUCTION_KERNEL = Pattern.compile("reduce");
    private static final Pattern ELEMENT_WISE_KERNEL = Pattern.compile("elementwise|element_wise");

    private final String title;
    private final Pattern operators;

    KindOfWork(String title, String operators) {
        this.title = title;
        this.operators = Pattern.compile(operators);
    }

    /** The name in tables. */
    public String title() {
        return title;
    }

    /** Whether operators within one of this kind are of this kind, too. */
    boolean includesParts() {
        return this == ATTENTION || this == OPTIMIZER;
    }

    /** The kind of an operator, such as {@code aten::_softmax}; empty if its name says nothing. */
    static Optional<KindOfWork> ofOperator(String name) {
        String plain = name.substring(name.lastIndexOf(':') + 1).replaceAll("^_+|_+$", "");
        return name.contains("::") ? first(kind -> kind.operators.matcher(plain).matches()) : Optional.empty();
    }

    /** The kind of a kernel or of a copy on a GPU. */
    static KindOfWork ofKernel(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return first(kind -> kind.kernels().matcher(lower).find()).orElse(OTHER);
    }

    private static Optional<KindOfWork> first(Predicate<KindOfWork> condition) {
        // In this order: a fused attention kernel may be one of CUTLASS, and a copy an element-wise kernel.
        for (KindOfWork kind :
                new KindOfWork[] {ATTENTION, PRODUCTS, NORMS, OPTIMIZER, COPIES, REDUCTIONS, ELEMENT_WISE}) {
            if (condition.test(kind)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    private Pattern kernels() {
        return switch (this) {
            case PRODUCTS -> PRODUCT_KERNEL;
            case ATTENTION -> ATTENTION_KERNEL;
            case NORMS -> NORM_KERNEL;
            case ELEMENT_WISE -> ELEMENT_WISE_KERNEL;
            case REDUCTIONS -> REDUCTION_KERNEL;
            case OPTIMIZER -> OPTIMIZER_KERNEL;
            case COPIES -> COPY_KERNEL;
            case OTHER -> operators;
        };
    }
}
