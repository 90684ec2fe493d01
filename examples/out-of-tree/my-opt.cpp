// An mlir-opt of one's own: the lowres dialect, func, and one pass that lists
// the level counts of a file's dense layers.

#include "lowres/Dialect/LowRes/IR/LowRes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Pass/Pass.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"

namespace {
struct ListLevels
    : mlir::PassWrapper<ListLevels, mlir::OperationPass<mlir::ModuleOp>> {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(ListLevels)

  llvm::StringRef getArgument() const final { return "list-levels"; }
  llvm::StringRef getDescription() const final {
    return "list the level counts of dense layers";
  }
  void runOnOperation() final {
    getOperation().walk([](mlir::lowres::DenseOp dense) {
      dense.emitRemark() << dense.getLevelType().getLevels() << " levels";
    });
  }
};
} // namespace

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  registry.insert<mlir::lowres::LowResDialect, mlir::func::FuncDialect>();
  mlir::PassRegistration<ListLevels>();
  return mlir::asMainReturnCode(
      mlir::MlirOptMain(argc, argv, "an out-of-tree lowres tool\n", registry));
}
