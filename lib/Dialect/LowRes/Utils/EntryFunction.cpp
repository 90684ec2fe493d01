//===- EntryFunction.cpp - The C form of entry functions ------------------===//

#include "lowres/Dialect/LowRes/Utils/EntryFunction.h"

using namespace mlir;
using namespace mlir::lowres;

bool lowres::isEntryFunction(func::FuncOp func) {
  if (!func.isPublic() || func.isDeclaration() ||
      !func->hasAttr("llvm.bareptr") || func.getNumArguments() < 2)
    return false;
  ArrayRef<Type> types = func.getArgumentTypes().take_back(2);
  auto workspace = dyn_cast<MemRefType>(types[1]);
  return types[0].isInteger(64) && workspace &&
         workspace.getElementType().isInteger(8);
}
