package dev.triptych.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.spi.model.Plan;
import java.util.List;

/**
 * A stage and how much it had done before: what came since is held against a plan.
 *
 * @param stage the stage
 * @param before submissions that do not count
 */
record Ledgered(DirectStage stage, int before) {
    static List<Ledgered> of(FakeLoadContext context) {
        return context.stages().values().stream()
                .map(stage -> new Ledgered(stage, stage.submissions().size()))
                .toList();
    }

    void expectInside(Plan plan, String probe) {
        List<DirectStage.Submission> since =
                stage.submissions().subList(before, stage.submissions().size());
        long planned = plan.uses().stream()
                .filter(use -> use.stage().equals(stage.name()))
                .mapToLong(use -> (long) use.rows() * use.steps())
                .sum();
        assertThat(since.stream().mapToLong(DirectStage.Submission::rows).sum())
                .as("%s: rows of stage %s", probe, stage.name())
                .isLessThanOrEqualTo(planned);
        for (DirectStage.Submission submission : since) {
            assertThat(plan.uses())
                    .as("%s: lengths %s of stage %s", probe, submission.lengths(), stage.name())
                    .anyMatch(use -> use.stage().equals(stage.name()) && within(submission.lengths(), use.lengths()));
        }
    }

    private static boolean within(List<Integer> lengths, List<Integer> bound) {
        for (int i = 0; i < lengths.size(); i++) {
            if (i >= bound.size() || lengths.get(i) > bound.get(i)) {
                return false;
            }
        }
        return true;
    }
}
