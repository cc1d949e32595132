#ifndef DOCQA_CUTF8PROC_SHIM_H
#define DOCQA_CUTF8PROC_SHIM_H

#include <utf8proc.h>

#endif
