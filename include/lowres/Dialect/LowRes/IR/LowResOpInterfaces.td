//===- LowResOpInterfaces.td - Operation interfaces ---------*- tablegen -*-===//

#ifndef LOWRES_DIALECT_LOWRES_IR_LOWRESOPINTERFACES_TD
#define LOWRES_DIALECT_LOWRES_IR_LOWRESOPINTERFACES_TD

include "mlir/IR/OpBase.td"

def LowRes_LayerOpInterface : OpInterface<"LayerOpInterface"> {
  let cppNamespace = "::mlir::lowres";
  let description = [{
    A layer whose outputs are sums of inputs times weights, every output with
    weights of its own: dimension 0 of the weights are the outputs, the others
    the inputs of one output, which are summed in row-major order.
  }];
  let methods = [
    InterfaceMethod<"The activations, f32 or int8, batch first.",
      "::mlir::TypedValue<::mlir::RankedTensorType>", "getInput">,
    InterfaceMethod<"The level tensor.",
      "::mlir::TypedValue<::mlir::RankedTensorType>", "getWeights">,
    InterfaceMethod<"[], [outputs] or [outputs, groups].",
      "::mlir::TypedValue<::mlir::RankedTensorType>", "getScale">,
    InterfaceMethod<"[batch] where the input is int8, else null.",
      "::mlir::TypedValue<::mlir::RankedTensorType>", "getInputScale">,
    InterfaceMethod<"[outputs] or null.",
      "::mlir::TypedValue<::mlir::RankedTensorType>", "getBias">,
    InterfaceMethod<"What is applied to the sums.",
      "::mlir::lowres::Activation", "getActivation">,
    InterfaceMethod<"The operand that is the bias, if there is one.",
      "::mlir::MutableOperandRange", "getBiasMutable">,
    InterfaceMethod<"Changes what is applied to the sums.",
      "void", "setActivation", (ins "::mlir::lowres::Activation":$activation)>,
    InterfaceMethod<"How to compute the layer, once it has been decided.",
      "::std::optional<::mlir::lowres::KernelAttr>", "getKernel">,
    InterfaceMethod<"Decides it.",
      "void", "setKernelAttr", (ins "::mlir::lowres::KernelAttr":$kernel)>,
    InterfaceMethod<"Leaves it open again.",
      "::mlir::Attribute", "removeKernelAttr">,
    InterfaceMethod<"The operand that is the input.",
      "::mlir::OpOperand &", "getInputMutable">,
    InterfaceMethod<"The operand that is the weights.",
      "::mlir::OpOperand &", "getWeightsMutable">,
    InterfaceMethod<"The operand that is the input's scale, if there is one.",
      "::mlir::MutableOperandRange", "getInputScaleMutable">,
    InterfaceMethod<"Outputs, each with weights of its own.",
      "int64_t", "getNumOutputs", (ins), [{}], [{
        return $_op.getWeights().getType().getDimSize(0);
      }]>,
    InterfaceMethod<"Inputs that are summed for one output.",
      "int64_t", "getNumInputs", (ins), [{}], [{
        return ::mlir::ShapedType::getNumElements(
            $_op.getWeights().getType().getShape().drop_front());
      }]>,
    InterfaceMethod<[{
        Outputs from the same inputs: all, unless the layer's channels are cut
        into groups.
      }],
      "int64_t", "getNumOutputsOfGroup", (ins), [{}], [{
        return $_op.getNumOutputs();
      }]>,
    InterfaceMethod<"Whether every output has one channel of its own.",
      "bool", "isDepthwise", (ins), [{}], [{
        return false;
      }]>,
    InterfaceMethod<"Whether every weight is used once.",
      "bool", "usesWeightsOnce", (ins), [{}], [{
        ::mlir::ShapedType result = $_op.getResult().getType();
        return ::llvm::all_of(result.getShape().drop_back(),
                              [](int64_t size) { return size == 1; });
      }]>,
    InterfaceMethod<"The element type of the weights.",
      "::mlir::lowres::LevelType", "getLevelType", (ins), [{}], [{
        return ::llvm::cast<::mlir::lowres::LevelType>(
            $_op.getWeights().getType().getElementType());
      }]>,
    InterfaceMethod<"Whether the input is int8.",
      "bool", "hasInt8Input", (ins), [{}], [{
        return static_cast<bool>($_op.getInputScale());
      }]>,
    InterfaceMethod<"Whether sums are exact sums of integers.",
      "bool", "sumsIntegers", (ins), [{}], [{
        return $_op.hasInt8Input() && $_op.getLevelType().isUniform();
      }]>,
    InterfaceMethod<[{
        Groups of inputs that have a scale each: 1 unless the scale has rank 2.
      }],
      "int64_t", "getNumScaleGroups", (ins), [{}], [{
        ::mlir::RankedTensorType scale = $_op.getScale().getType();
        return scale.getRank() == 2 ? scale.getDimSize(1) : 1;
      }]>,
    InterfaceMethod<"Inputs in each such group; the last may have fewer.",
      "int64_t", "getScaleGroupSize", (ins), [{}], [{
        return ::llvm::divideCeil($_op.getNumInputs(),
                                  $_op.getNumScaleGroups());
      }]>,
  ];
}

#endif // LOWRES_DIALECT_LOWRES_IR_LOWRESOPINTERFACES_TD
