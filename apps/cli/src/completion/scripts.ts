/** What each shell reads once; it then asks `argent __complete` for every word. */
export const completionScripts = {
  bash: `_argent() {
  local IFS=$'\\n' line
  COMPREPLY=()
  while read -r line; do
    if [ "$line" = ":files" ]; then
      compopt -o filenames 2>/dev/null
      COMPREPLY+=($(compgen -f -- "\${COMP_WORDS[COMP_CWORD]}"))
    else
      COMPREPLY+=("$line")
    fi
  done < <(argent __complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _argent argent
`,
  zsh: `#compdef argent
_argent() {
  local -a words_found
  local line files=0
  while IFS= read -r line; do
    if [[ "$line" = ":files" ]]; then files=1; else words_found+=("$line"); fi
  done < <(argent __complete -- "\${(@Q)words[2,CURRENT]}" 2>/dev/null)
  compadd -a words_found
  if (( files )); then
    compset -P '--*='
    _files
  fi
}
if [[ "\${funcstack[1]}" = "_argent" ]]; then
  _argent "$@"
else
  (( $+functions[compdef] )) || { autoload -Uz compinit && compinit -i }
  compdef _argent argent
fi
`,
  fish: `function __argent_complete
  set -l typed (commandline -ct)
  set -l kept (string match -r -- '^--[\\w-]+=' $typed)
  for line in (argent __complete -- (commandline -opc)[2..-1] "$typed" 2>/dev/null)
    if test "$line" = ":files"
      for path in (__fish_complete_path (string replace -- "$kept" "" "$typed"))
        echo "$kept$path"
      end
    else
      echo $line
    end
  end
end
complete -c argent -f -a "(__argent_complete)"
`,
} as const;

export type Shell = keyof typeof completionScripts;
