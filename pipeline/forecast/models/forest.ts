import { seededRandom } from "../../stats/mod.ts";
import { FEATURE_COUNT } from "../feature_state.ts";
import { ForestTrees } from "./forest_tree.ts";
import { rowLearner, type RowModel } from "./row_learner.ts";
import { decodeNodes, encodeNodes, sumOfLeaves, type TreeNodes, TreeNodesBuilder } from "./tree_nodes.ts";

const TREES = 200;

/** A third of the features, as Breiman (2001) proposes for regression. */
const TRIED_FEATURES = Math.floor(FEATURE_COUNT / 3);

/** A random forest (Breiman 2001): the mean of trees, each grown on a draw of the rows. */
const randomForest = (name: string, minLeaf: number, change: boolean) =>
  rowLearner({
    name,
    settings: { trees: TREES, minLeaf, triedFeatures: TRIED_FEATURES },
    carry: true,
    change,
    minTargets: 100,
    fit(matrix, seed) {
      const trees = new ForestTrees(matrix, { minLeaf, triedFeatures: TRIED_FEATURES });
      const nodes = new TreeNodesBuilder();
      // A tree's draws depend on its number, not on the trees before it.
      for (let tree = 0; tree < TREES; tree++) trees.grow(seededRandom(Math.imul(seed, 0x9e3779b1) + tree), nodes);
      return forestModel(nodes.done());
    },
    load: (json) => forestModel(decodeNodes(json)),
  });

/** A forest of the level. */
export const forest = randomForest("forest", 2, false);

/** A forest of the change: it follows levels that training has not seen. */
export const forestChange = randomForest("forest_change", 5, true);

const forestModel = (nodes: TreeNodes): RowModel => ({
  predict: (row) => sumOfLeaves(nodes, row) / nodes.roots.length,
  toJSON: () => encodeNodes(nodes),
});
