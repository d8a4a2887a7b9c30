package dev.pixio.train.group;

import java.util.ArrayList;
import java.util.List;

/**
 * Which parameters' gradients are sent together.
 *
 * @param first the first of them, counted over all groups from 0
 * @param end after the last of them
 * @param bytes of their gradients
 * @param lastGroup the group whose completion completes the bucket
 */
record BucketCut(int first, int end, long bytes, int lastGroup) {

    /**
     * Cuts parameters into buckets.
     *
     * @param groups the bytes of each parameter's gradient, by group, in the order in which the groups are completed
     * @param bucketBytes size from which a bucket takes no further parameter, at least 1
     */
    static List<BucketCut> of(List<List<Long>> groups, long bucketBytes) {
        List<BucketCut> cuts = new ArrayList<>();
        int first = 0;
        int end = 0;
        long bytes = 0;
        for (int group = 0; group < groups.size(); group++) {
            for (long parameter : groups.get(group)) {
                end++;
                bytes += parameter;
                if (bytes >= bucketBytes) {
                    cuts.add(new BucketCut(first, end, bytes, group));
                    first = end;
                    bytes = 0;
                }
            }
        }
        if (end > first) {
            cuts.add(new BucketCut(first, end, bytes, groups.size() - 1));
        }
        return cuts;
    }
}
