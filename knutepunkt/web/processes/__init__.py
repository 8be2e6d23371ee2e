"""The pages of processes: the register, one as drawing and as list, and files of BPMN in and out."""
